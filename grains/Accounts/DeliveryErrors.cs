using System.Collections.Immutable;
using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Accounts;

/// <summary>
/// The account's part of the error list: an error closes on a later successful send to that guarantor, or on an
/// explicit action, and on nothing else (V73, V74).
/// </summary>
internal static class DeliveryErrors
{
    // More than any guarantor is written to without a single success: the older ones would stay on the list until somebody
    // acts on them.
    private const int Remembered = 100;

    /// <summary>What ended in error leaves the plan and stays on the list.</summary>
    public static ImmutableArray<PlannedNotification> Keep(AccountState state) =>
        [.. state.Errors.Concat(state.Notifications.Where(IsError)).TakeLast(Remembered)];

    /// <summary>A message has reached the guarantor's provider: what had failed before is settled.</summary>
    public static AccountState Resolve(this AccountState state, string actor, DateTimeOffset now)
    {
        var back = state.ReachedAfterAll() with { Notifications = state.Notifications.AddRange(state.Errors), Errors = [] };
        return back.Notifications.Where(IsError).Aggregate(back, (current, error) =>
            current.Replace(error.Become(NotificationStatus.Resolved, error.Reason), actor, now));
    }

    private static bool IsError(PlannedNotification notification) => notification.Status
        is NotificationStatus.UndeliverableCanRetry or NotificationStatus.UndeliverablePermanent
        or NotificationStatus.DeliveryError or NotificationStatus.QueueingError or NotificationStatus.OutcomeUnknown;
}
