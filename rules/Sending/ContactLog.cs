using System.Collections.Immutable;
using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Sending;

/// <summary>
/// What left to a guarantor, as far back as a frequency cap looks. Each notification counts once; of a call, every
/// attempt is remembered besides, because the rule for collectors counts calls.
/// </summary>
public static class ContactLog
{
    /// <summary>The longest window of a cap.</summary>
    public const int MaxDays = 30;

    /// <summary>The most contacts a cap may allow, so that no more need be remembered.</summary>
    public const int MaxContacts = 100;

    /// <summary>With a notification that a provider took, or whose outcome is unknown: it may have arrived.</summary>
    public static ImmutableArray<PastContact> After(
        ImmutableArray<PastContact> contacts, PlannedNotification changed, DateTimeOffset now) =>
        !changed.Test && changed.Status is NotificationStatus.Sent or NotificationStatus.OutcomeUnknown
            && !IsKnown(contacts, changed)
            ? [
                .. contacts.Where(contact => contact.At > now.AddDays(-MaxDays)).TakeLast(MaxContacts - 1),
                new(changed.Id, changed.Channel, changed.Channel is Channel.Voice ? changed.SentAt ?? now : now),
            ]
            : contacts;

    /// <summary>With the conversation that one of its calls came to.</summary>
    public static ImmutableArray<PastContact> Spoken(
        ImmutableArray<PastContact> contacts, Guid notification, DateTimeOffset now)
    {
        var call = contacts.LastOrDefault(contact => contact.Notification == notification);
        return call is null
            ? [.. contacts.TakeLast(MaxContacts - 1), new(notification, Channel.Voice, now) { SpokenAt = now }]
            : call.SpokenAt is null ? contacts.Replace(call, call with { SpokenAt = now })
            : contacts;
    }

    /// <summary>What counts against one notification: the others that left, and those in flight or in doubt.</summary>
    public static IReadOnlyList<PastContact> Besides(
        PlannedNotification notification,
        ImmutableArray<PastContact> contacts,
        IEnumerable<PlannedNotification> notifications)
    {
        var inFlight = notifications
            .Where(other => other.IsOpen && !other.IsUnsent)
            .Select(other => new PastContact(other.Id, other.Channel, other.StartedAt ?? other.DueAt));
        return
        [
            .. contacts.Concat(inFlight)
                .Where(contact => contact.Notification != notification.Id)
                .DistinctBy(contact => contact.Notification),
        ];
    }

    /// <summary>The calls that were placed, or may have been: those of one notification's own earlier attempts too.</summary>
    public static IReadOnlyList<PastContact> Calls(
        PlannedNotification notification,
        ImmutableArray<PastContact> contacts,
        IEnumerable<PlannedNotification> notifications) =>
    [
        .. contacts.Where(contact => contact.Channel is Channel.Voice),
        .. Besides(notification, [], notifications).Where(contact => contact.Channel is Channel.Voice),
    ];

    // The doubt about an attempt may be settled later, and then it is not another one.
    private static bool IsKnown(ImmutableArray<PastContact> contacts, PlannedNotification changed)
    {
        var known = contacts.Where(contact => contact.Notification == changed.Id).ToArray();
        return changed.Channel is Channel.Voice
            ? known.Length >= Math.Max(changed.Attempts, 1) || known.Any(contact => contact.At == changed.SentAt)
            : known.Length > 0;
    }
}
