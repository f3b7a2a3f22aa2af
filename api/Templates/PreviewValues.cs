using BalanceNotifications.Accounts;
using BalanceNotifications.Practices;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Templates;

/// <summary>What previews put into the fields: what is known, and samples for the rest.</summary>
/// <param name="Account">Null for sample values.</param>
internal sealed record PreviewValues(Practice Practice, AccountView? Account, DateTimeOffset Now)
{
    /// <param name="language">Of dates and amounts.</param>
    public MergeValues In(Channel channel, string language)
    {
        var known = ExampleValues.Sample(language, Practice.Settings.Currency)
            .With("practice.name", Practice.Settings.Name)
            .With("practice.phone", PhoneFormat.Format(Practice.Settings.Phone))
            .With("today", DateFormat.Format(Today(), language));
        if (Account is { } account)
        {
            known = known
                .With("guarantor.firstName", account.Details.FirstName)
                .With("guarantor.lastName", account.Details.LastName)
                .With("account.last4", MessageFields.Last4(account.Number))
                .With("balance.current", MoneyFormat.Format(account.Balance, Practice.Settings.Currency, language));
        }

        return channel is Channel.Voice ? SpokenForm.Of(known) : known;
    }

    private DateOnly Today()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Practice.Settings.TimeZone);
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, zone).DateTime);
    }
}
