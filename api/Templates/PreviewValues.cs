using BalanceNotifications.Practices;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Templates;

/// <summary>What previews put into the fields: what is known, and samples for the rest.</summary>
/// <param name="Of">Null for sample values.</param>
internal sealed record PreviewValues(Practice Practice, PreviewAccount? Of, DateTimeOffset Now)
{
    /// <summary>The guarantor's; null for sample values, which are in the template's own language.</summary>
    public string? Language => Of?.Account.Details.Language;

    /// <param name="language">Of dates and amounts.</param>
    public MergeValues In(Channel channel, string language)
    {
        var samples = ExampleValues.Sample(language, Practice.Settings.Currency)
            .With("practice.name", Practice.Settings.Name)
            .With("practice.phone", PhoneFormat.Format(Practice.Settings.Phone))
            .With("today", DateFormat.Format(Today(), language));
        var values = Of is null ? samples : WithAccount(samples, Of, language);
        return channel is Channel.Voice ? SpokenForm.Of(values) : values;
    }

    private MergeValues WithAccount(MergeValues samples, PreviewAccount of, string language)
    {
        var (account, due) = of;
        var known = samples
            .With("guarantor.firstName", account.Details.FirstName)
            .With("guarantor.lastName", account.Details.LastName)
            .With("account.last4", MessageFields.Last4(account.Number))
            .With("balance.current", Amount(account.Balance, language))
            .With("card.brand", account.Details.Card?.Brand ?? "")
            .With("card.last4", account.Details.Card?.Last4 ?? "");

        // Nothing due: the samples show what a statement would say.
        return due.DueDate is not { } date
            ? known
            : known
                .With("statement.amountDue", Amount(due.AmountDue, language))
                .With("statement.dueDate", DateFormat.Format(date, language));
    }

    private string Amount(Money amount, string language) =>
        MoneyFormat.Format(amount, Practice.Settings.Currency, language);

    private DateOnly Today()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Practice.Settings.TimeZone);
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, zone).DateTime);
    }
}
