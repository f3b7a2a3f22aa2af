using System.Runtime.CompilerServices;
using BalanceNotifications.Accounts;
using BalanceNotifications.Contact;

namespace BalanceNotifications.Zones;

/// <summary>The zones a guarantor may be in.</summary>
/// <param name="Primary">The one whose clock a rule's time means: postal code before area code before practice.</param>
/// <param name="All">
/// Those that must all be inside contact hours, <paramref name="Primary"/> first, none twice by its clock.
/// </param>
public sealed record RecipientZones(TimeZoneInfo Primary, IReadOnlyList<TimeZoneInfo> All)
{
    // An account is asked at its plan and at every tick; what is known of where it lives is a parse of its phone number.
    private static readonly ConditionalWeakTable<AccountDetails, Known> Answers = [];

    /// <param name="practiceZone">IANA zone of the practice, for a guarantor about whom nothing is known.</param>
    public static RecipientZones Of(AccountDetails account, string practiceZone)
    {
        if (Answers.TryGetValue(account, out var known) && known.PracticeZone == practiceZone)
        {
            return known.Zones;
        }

        var zones = Find(account, practiceZone);
        Answers.AddOrUpdate(account, new(practiceZone, zones));
        return zones;
    }

    private static RecipientZones Find(AccountDetails account, string practiceZone)
    {
        if (ZoneId.TryFind(account.TimeZone, out var own))
        {
            return new(own, [own]);
        }

        var postal = PostalZones.Find(account.PostalCode);
        TimeZoneInfo[] known =
        [
            .. postal is null ? [] : new[] { postal },
            // Where the number that is used rings. The guarantor's own can only narrow the hours.
            .. ZonesOf(ContactAddress.Of(account, Channel.Text), postal),
            .. ZonesOf(account.Phone, postal),
        ];
        TimeZoneInfo[] all = known.Length > 0
            ? [.. known.Distinct(SameClock.Comparer)]
            : [ZoneId.Find(practiceZone)];
        return new(all[0], all);
    }

    // A number whose zones the postal code is one of says nothing more.
    private static IReadOnlyList<TimeZoneInfo> ZonesOf(string? phone, TimeZoneInfo? postal) =>
        AreaCodeZones.Find(phone) is var zones && postal is not null && zones.Contains(postal, SameClock.Comparer)
            ? []
            : zones;

    private sealed record Known(string PracticeZone, RecipientZones Zones);
}
