using BalanceNotifications.Cadence;

namespace BalanceNotifications.Sending;

/// <summary>
/// After a conversation on the telephone a collector does not call for seven days, of which the conversation's is the
/// first (12 CFR 1006.14(b)(2)(i)(B), (b)(2)(ii)).
/// </summary>
public static class ConversationRest
{
    private const int Days = 7;

    /// <param name="zones">Where the guarantor may be: the day has to be over in all of them.</param>
    /// <returns>The first instant at which a call may be placed again; null without a conversation.</returns>
    public static DateTimeOffset? EndsAt(IEnumerable<PastContact> contacts, IEnumerable<TimeZoneInfo> zones) =>
        contacts.Max(contact => contact.SpokenAt) is { } spoken
            ? zones.Max(zone => LocalTime.Resolve(
                LocalTime.DateOf(spoken, zone).AddDays(Days), TimeOnly.MinValue, zone))
            : null;
}
