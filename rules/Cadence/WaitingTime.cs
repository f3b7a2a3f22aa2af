using BalanceNotifications.Notifications;

namespace BalanceNotifications.Cadence;

/// <summary>
/// The time that runs towards a notification's expiry: what was allowed since it fell due. Time closed, paused, without
/// budget or behind a breaker does not run (design.md 4.3), so that a long pause ends nothing by itself.
/// </summary>
public static class WaitingTime
{
    /// <summary>Whether it has waited longer than it may.</summary>
    public static bool IsOver(PlannedNotification notification, ContactHours hours, DateTimeOffset now)
    {
        var limit = TimeSpan.FromHours(notification.ExpiresAfterHours) + notification.PausedFor;
        return hours.OpenTimeBetween(notification.DueAt, notification.PausedSince ?? now, limit) > limit;
    }

    /// <summary>Whether time stands still while a notification waits for this reason.</summary>
    public static bool StandsStill(string reason) => reason is Reason.Paused or Reason.BreakerOpen or Reason.NoBudget;

    /// <summary>Stops its time, or leaves it stopped.</summary>
    /// <param name="since">
    /// When what holds it back began: ticks may not have run for days. Null when that is not known: from now on.
    /// </param>
    public static PlannedNotification Pause(
        PlannedNotification notification, DateTimeOffset? since, DateTimeOffset now)
    {
        var begun = since < now ? since.Value : now;
        return notification with
        {
            PausedSince = notification.PausedSince ?? (begun > notification.DueAt ? begun : notification.DueAt),
        };
    }

    /// <summary>Lets its time run again.</summary>
    public static PlannedNotification Resume(
        PlannedNotification notification, ContactHours hours, DateTimeOffset now) =>
        notification.PausedSince is not { } since
            ? notification
            : notification with
            {
                PausedSince = null,
                PausedFor = notification.PausedFor + hours.OpenTimeBetween(since, now),
            };
}
