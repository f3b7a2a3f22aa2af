using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Practices;
using BalanceNotifications.Templates;
using PhoneNumbers;

namespace BalanceNotifications.Sending;

/// <summary>Fills the mappable fields of one message: formatted strings, so that the message can be made again.</summary>
public static class MessageFields
{
    public static MergeValues Of(MessageFacts facts)
    {
        var language = facts.Details.Language;
        var currency = facts.Practice.Currency;
        var values = new Dictionary<string, string>
        {
            ["practice.name"] = facts.Practice.Name,
            ["practice.phone"] = Spoken(facts.Practice.Phone),
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

        return new MergeValues(values);
    }

    // The whole number must never be in a message (design.md 4.13), and of a short one the end is the whole.
    private static string Last4(string number) => number.Length > 4 ? number[^4..] : "";

    private static string Spoken(string? e164)
    {
        if (e164 is null)
        {
            return "";
        }

        var phones = PhoneNumberUtil.GetInstance();
        return phones.Format(phones.Parse(e164, null), PhoneNumberFormat.NATIONAL);
    }
}

/// <param name="AmountDue">What is left to pay of the statement.</param>
/// <param name="Zone">The guarantor's, for the date of today.</param>
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
    TimeZoneInfo Zone);
