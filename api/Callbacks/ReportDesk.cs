using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Callbacks;

/// <summary>Takes a provider's report to the account that it is about. The caller has verified the provider.</summary>
internal sealed partial class ReportDesk(
    NotificationOwners owners,
    IGrainFactory grains,
    CallbackCounts counts,
    TimeProvider clock,
    ILogger<ReportDesk> logger)
{
    // A provider may report before history was told of what it has taken: that waits while the database is away.
    private static readonly TimeSpan Young = TimeSpan.FromHours(1);

    /// <summary>Safe to repeat: providers do, whenever an answer of ours is late.</summary>
    /// <exception cref="StorageUnavailableException">
    /// Nobody has the notification yet, or history names another provider than may have its newest attempt, but its id is
    /// of a young one: whoever tells is to tell it again.
    /// </exception>
    public async Task<ReportOutcome> TakeAsync(
        DeliveryReport report, Reporter reporter, CancellationToken cancellationToken)
    {
        var owner = await owners.FindAsync(report.Notification, cancellationToken);
        if (owner is not null && !reporter.MayTellOf(owner))
        {
            counts.Add(report.Fate, ReportOutcome.NotFound);
            LogStranger(reporter.Channel, reporter.Provider);
            return IsOfAnotherAttempt(owner, reporter) && IsYoung(report.Notification)
                ? throw new StorageUnavailableException("History may not know the newest attempt yet.")
                : ReportOutcome.NotFound;
        }

        var outcome = owner is not null
            ? await grains.GetGrain<IAccountGrain>(owner.Account.ToString()).ReportAsync(report, cancellationToken)
            : ReportOutcome.NotFound;
        counts.Add(report.Fate, outcome);
        if (outcome is not ReportOutcome.NothingNew)
        {
            LogReport(report.Notification, report.Fate, report.Reason, outcome);
        }

        return outcome is ReportOutcome.NotFound && IsYoung(report.Notification)
            ? throw new StorageUnavailableException("History may not know the notification yet.")
            : outcome;
    }

    // The practice may have moved to it between two attempts. No attempt moves to another channel.
    private static bool IsOfAnotherAttempt(NotificationOwner owner, Reporter reporter) => owner.Channel == reporter.Channel;

    private bool IsYoung(Guid notification) => NotificationId.PlannedAt(notification) is { } plannedAt
        && (plannedAt - clock.GetUtcNow()).Duration() < Young;

    [LoggerMessage(
        LogLevel.Warning,
        "{Channel} provider {Provider} reported on a notification that did not go out through it. Taken like one about nobody's.")]
    private partial void LogStranger(Channel channel, string? provider);

    [LoggerMessage(LogLevel.Information, "Notification {Id} was reported {Fate} {Reason}: {Outcome}")]
    private partial void LogReport(Guid id, ReportedFate fate, string? reason, ReportOutcome outcome);
}
