using BalanceNotifications.Accounts;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Callbacks;

/// <summary>Takes a provider's report to the account that it is about. The caller has verified the provider.</summary>
internal sealed partial class ReportDesk(
    NotificationOwners owners, IGrainFactory grains, CallbackCounts counts, ILogger<ReportDesk> logger)
{
    /// <summary>Safe to repeat: providers do, whenever an answer of ours is late.</summary>
    public async Task<ReportOutcome> TakeAsync(DeliveryReport report, CancellationToken cancellationToken)
    {
        var outcome = await owners.FindAsync(report.Notification, cancellationToken) is { } owner
            ? await grains.GetGrain<IAccountGrain>(owner.Account.ToString()).ReportAsync(report, cancellationToken)
            : ReportOutcome.NotFound;
        counts.Add(report.Fate, outcome);
        if (outcome is not ReportOutcome.NothingNew)
        {
            LogReport(report.Notification, report.Fate, report.Reason, outcome);
        }

        return outcome;
    }

    [LoggerMessage(LogLevel.Information, "Notification {Id} was reported {Fate} {Reason}: {Outcome}")]
    private partial void LogReport(Guid id, ReportedFate fate, string? reason, ReportOutcome outcome);
}
