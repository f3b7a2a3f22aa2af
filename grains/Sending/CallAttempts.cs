using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Sending;

/// <summary>How often and when a call that nobody took is placed again (decision 0031). Pure.</summary>
internal static class CallAttempts
{
    /// <summary>In all. A telephone that rings all day is a nuisance, and each call counts for a collector.</summary>
    public const int Most = 3;

    private static readonly TimeSpan AfterFirst = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan AfterSecond = TimeSpan.FromHours(2);

    /// <summary>Waits for its next attempt, which contact hours may put off further, or ends.</summary>
    public static PlannedNotification Next(PlannedNotification told, DeliveryReport report, DateTimeOffset now) =>
        told.Attempts < Most
            ? AttemptRules.Again(told, report.Reason, now) with
            {
                InDoubt = false,
                RetryAt = now + (told.Attempts < Most - 1 ? AfterFirst : AfterSecond),
            }
            : AttemptRules.End(told, NotificationStatus.UndeliverableCanRetry, report.Reason) with { InDoubt = false };
}
