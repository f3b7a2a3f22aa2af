using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Practices;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Sending;

/// <summary>Fills the mappable fields of one message: formatted strings, so that the message can be made again.</summary>
public static class MessageFields
{
    public static MergeValues Of(MessageFacts facts)
    {
        var language = facts.Language;
        var currency = facts.Practice.Currency;
        var values = new Dictionary<string, string>
        {
            ["practice.name"] = facts.Practice.Name,
            ["practice.phone"] = PhoneFormat.Format(facts.Practice.Phone),
            ["guarantor.firstName"] = facts.Details.FirstName,
            ["guarantor.lastName"] = facts.Details.LastName,
            ["account.last4"] = Last4(facts.AccountNumber),
            ["statement.amountDue"] = MoneyFormat.Format(facts.AmountDue, currency, language),
            ["statement.date"] = DateFormat.Format(facts.StatementDate, language),
            ["statement.dueDate"] = DateFormat.Format(facts.DueDate, language),
            ["balance.current"] = MoneyFormat.Format(facts.Balance, currency, language),
            ["quickPay.url"] = facts.QuickPayUrl,
            ["unsubscribe.url"] = facts.UnsubscribeUrl,
            ["today"] = DateFormat.Format(LocalTime.DateOf(facts.Now, facts.Zone), language),
        };
        if (facts.Details.Card is { } card)
        {
            values["card.brand"] = card.Brand;
            values["card.last4"] = card.Last4;
        }

        if (facts.CardChargeDate is { } chargeDate)
        {
            values["card.chargeDate"] = DateFormat.Format(chargeDate, language);
        }

        var merge = new MergeValues(values);
        return facts.Channel is Channel.Voice ? SpokenForm.Of(merge) : merge;
    }

    /// <summary>
    /// The language to write dates and amounts in: the guarantor's own way of writing the language of the message, else
    /// the language of the message.
    /// </summary>
    public static string LanguageOf(string message, string guarantor) =>
        LanguageChoice.AreOneLanguage(message, guarantor) ? guarantor : message;

    /// <summary>
    /// Empty for a number so short that its end is the whole, which must never be in a message (design.md 4.13).
    /// </summary>
    public static string Last4(string number) => number.Length > 4 ? number[^4..] : "";
}

/// <param name="AmountDue">What is left to pay of the statement.</param>
/// <param name="Zone">The guarantor's, for the date of today.</param>
/// <param name="Language">Of dates and amounts, see <see cref="MessageFields.LanguageOf"/>.</param>
public sealed record MessageFacts(
    PracticeSettings Practice,
    string AccountNumber,
    AccountDetails Details,
    DateOnly StatementDate,
    DateOnly DueDate,
    DateOnly? CardChargeDate,
    Money AmountDue,
    Money Balance,
    string QuickPayUrl,
    string UnsubscribeUrl,
    DateTimeOffset Now,
    TimeZoneInfo Zone,
    Channel Channel,
    string Language);
