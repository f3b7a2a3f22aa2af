using System.Diagnostics;
using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Sending;

/// <summary>
/// What a provider's later word makes of a notification. Reports are repeated, late and out of order: each can only
/// move a notification towards an end, and never away from a better one. Pure.
/// </summary>
internal static class ReportRules
{
    /// <summary>Null when the report says nothing new.</summary>
    public static PlannedNotification? After(PlannedNotification told, DeliveryReport report, DateTimeOffset now) =>
        report.Fate is ReportedFate.Complained || !Concerns(told, report) ? null
        : CallEnd.Of(told, report) is { } ended ? ended
        : !IsNews(told, report.Fate) ? null
            : report.Fate switch
            {
                ReportedFate.Taken => Settle(told, NotificationStatus.Sent, report, now),
                ReportedFate.Delivered => Settle(told, NotificationStatus.Delivered, report, now) with
                {
                    DeliveredAt = DeliveredAt(told, report, now),
                },
                ReportedFate.TryLater when told.Channel is Channel.Voice => CallAttempts.Next(told, report, now),
                ReportedFate.TryLater when told.Attempts < AttemptRules.TriesFor(told.Channel, report.Reason) =>
                    AttemptRules.Again(told, report.Reason, now) with { InDoubt = false },
                ReportedFate.TryLater or ReportedFate.GivenUp =>
                    GiveUp(told, report),
                ReportedFate.BadAddress or ReportedFate.OptedOut =>
                    End(told, NotificationStatus.UndeliverablePermanent, report),
                ReportedFate.SenderFault => AfterFault(told, report, now),
                ReportedFate.ContentRefused => End(told, NotificationStatus.DeliveryError, report),
                _ => throw new UnreachableException($"Unknown fate {report.Fate}"),
            };

    /// <summary>It did not arrive, and there is no use in another attempt.</summary>
    public static PlannedNotification GiveUp(PlannedNotification told, DeliveryReport report) =>
        End(told, NotificationStatus.UndeliverableCanRetry, report);

    // By a provider's clock, in whole seconds: not before it was sent, nor after now.
    private static DateTimeOffset DeliveredAt(
        PlannedNotification told, DeliveryReport report, DateTimeOffset now) =>
        report.At > now ? now : report.At < told.SentAt ? told.SentAt.Value : report.At;

    // What failed on our side waits, as it would have at the first answer, but not for ever: each attempt costs money,
    // and a report comes after an attempt that looked well. An e-mail never goes out again for a report: of a list of
    // recipients' servers one may have it. A code that is worth few attempts may be about the pair of numbers, so that
    // another channel can do better.
    private static PlannedNotification AfterFault(PlannedNotification told, DeliveryReport report, DateTimeOffset now)
    {
        var tries = AttemptRules.TriesFor(told.Channel, report.Reason);
        return told.Channel is not Channel.Email && told.Attempts < tries
            ? AttemptRules.Again(told, report.Reason, now) with { InDoubt = false }
            : End(
                told,
                told.Channel is Channel.Email || tries == AttemptRules.MaxAttempts
                    ? NotificationStatus.DeliveryError
                    : NotificationStatus.UndeliverableCanRetry,
                report);
    }

    // Bad news about an attempt that another one has followed is old news; that one of them arrived is not.
    private static bool Concerns(PlannedNotification told, DeliveryReport report) =>
        report.Fate is ReportedFate.Delivered
        || report.ProviderId is null || told.ProviderId is null
        || (HasNoAnswer(told)
            // Its own id is not known yet, only the one before it. What would send it again must be certain: the
            // search tells.
            ? report.ProviderId != told.ProviderId && report.Fate is not (ReportedFate.TryLater or ReportedFate.SenderFault)
            : report.ProviderId == told.ProviderId);

    private static bool HasNoAnswer(PlannedNotification told) => told.Channel is not Channel.Email
        && told.Status is NotificationStatus.Sending or NotificationStatus.OutcomeUnknown;

    private static bool IsNews(PlannedNotification told, ReportedFate fate) => told.Status switch
    {
        NotificationStatus.Sending or NotificationStatus.OutcomeUnknown => true,
        NotificationStatus.Sent => fate is not ReportedFate.Taken,
        // A relay says delivered when the next one has it, which may bounce it yet. A handset does not give back.
        NotificationStatus.Delivered => told.Channel is Channel.Email
            && fate is ReportedFate.BadAddress or ReportedFate.GivenUp or ReportedFate.ContentRefused,
        NotificationStatus.Deferred => told.Attempts > 0 && fate is ReportedFate.Delivered or ReportedFate.Taken
            or ReportedFate.BadAddress or ReportedFate.OptedOut && (told.InDoubt || fate is not ReportedFate.Taken),
        NotificationStatus.UndeliverableCanRetry or NotificationStatus.DeliveryError =>
            fate is ReportedFate.Delivered or ReportedFate.BadAddress or ReportedFate.OptedOut,
        _ => false,
    };

    private static PlannedNotification Settle(
        PlannedNotification told, NotificationStatus status, DeliveryReport report, DateTimeOffset now) =>
        AttemptRules.End(told, status, status is NotificationStatus.Sent ? report.Reason : null) with
        {
            InDoubt = false,
            SentAt = told.SentAt ?? now,
            ProviderId = report.ProviderId ?? told.ProviderId,
            Segments = report.Segments ?? told.Segments,
            Seconds = report.Seconds ?? told.Seconds,
        };

    private static PlannedNotification End(
        PlannedNotification told, NotificationStatus status, DeliveryReport report) =>
        AttemptRules.End(told, status, report.Reason) with { InDoubt = false };
}
