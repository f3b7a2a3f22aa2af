using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Sending;

/// <summary>What the end of a call that was answered adds to what is known of it. Pure.</summary>
internal static class CallEnd
{
    /// <summary>
    /// How long it took, and what it came to where no key has said so already. Null when that is no news, or the report
    /// is of something else.
    /// </summary>
    public static PlannedNotification? Of(PlannedNotification told, DeliveryReport report)
    {
        if (told.Channel is not Channel.Voice || report.Fate is not ReportedFate.Taken
            || told.Status is not (NotificationStatus.Sent or NotificationStatus.Delivered))
        {
            return null;
        }

        var reason = told.Status is NotificationStatus.Sent ? told.Reason ?? report.Reason : told.Reason;
        var seconds = report.Seconds ?? told.Seconds;
        return reason == told.Reason && seconds == told.Seconds
            ? null
            : told.Become(told.Status, reason) with { Seconds = seconds };
    }
}
