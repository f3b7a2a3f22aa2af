using BalanceNotifications.Accounts;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Templates;

/// <summary>What previews put into the fields: what is known, and samples for the rest.</summary>
internal static class PreviewValues
{
    private const int ShownDigits = 4;

    public static MergeValues Of(Practice practice, string language, DateTimeOffset now) => MergeValues.Sample
        .With("practice.name", practice.Settings.Name)
        .With("practice.phone", practice.Settings.Phone ?? "")
        .With("today", DateFormat.Format(Today(practice, now), language));

    public static MergeValues Of(Practice practice, AccountView account, string language, DateTimeOffset now) =>
        Of(practice, language, now)
            .With("guarantor.firstName", account.Details.FirstName)
            .With("guarantor.lastName", account.Details.LastName)
            .With("account.last4", account.Number[Math.Max(0, account.Number.Length - ShownDigits)..])
            .With("balance.current", MoneyFormat.Format(account.Balance, practice.Settings.Currency, language));

    private static DateOnly Today(Practice practice, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(practice.Settings.TimeZone);
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
    }
}
