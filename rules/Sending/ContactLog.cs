using System.Collections.Immutable;
using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Sending;

/// <summary>What left to a guarantor, as far back as a frequency cap looks. Each notification counts once.</summary>
public static class ContactLog
{
    /// <summary>The longest window of a cap.</summary>
    public const int MaxDays = 30;

    /// <summary>The most contacts a cap may allow, so that no more need be remembered.</summary>
    public const int MaxContacts = 100;

    /// <summary>With a notification that a provider took, or whose outcome is unknown: it may have arrived.</summary>
    public static ImmutableArray<PastContact> After(
        ImmutableArray<PastContact> contacts, PlannedNotification changed, DateTimeOffset now) =>
        changed.Status is NotificationStatus.Sent or NotificationStatus.OutcomeUnknown
            && contacts.All(contact => contact.Notification != changed.Id)
            ? [
                .. contacts.Where(contact => contact.At > now.AddDays(-MaxDays)).TakeLast(MaxContacts - 1),
                new(changed.Id, changed.Channel, now),
            ]
            : contacts;

    /// <summary>What counts against one notification: the others that left, and those in flight or in doubt.</summary>
    public static IReadOnlyList<PastContact> Besides(
        PlannedNotification notification,
        ImmutableArray<PastContact> contacts,
        IEnumerable<PlannedNotification> notifications)
    {
        var inFlight = notifications
            .Where(other => other.IsOpen && !other.IsUnsent)
            .Select(other => new PastContact(other.Id, other.Channel, other.StartedAt ?? other.DueAt));
        return [.. contacts.Concat(inFlight).Where(contact => contact.Notification != notification.Id)];
    }
}
