using BalanceNotifications.Cadence;

namespace BalanceNotifications.Accounts;

/// <summary>What providers say after they took a message.</summary>
internal sealed partial class AccountGrain
{
    public async Task<ReportOutcome> ReportAsync(DeliveryReport report, CancellationToken cancellationToken)
    {
        if (State.Merging is not null)
        {
            // What is being handed over stays as it is until the other account has it.
            await EndOnFaultAsync(_merge.FinishAsync);
        }

        if (State.Number is null || await ToldAsync(report.Notification, cancellationToken) is not { } told)
        {
            return ReportOutcome.NotFound;
        }

        var practice = await PracticeAsync(cancellationToken);
        var begun = _record.Begin();
        var next = DeliveryReports.Apply(begun, told, report, practice.Settings, clock.GetUtcNow());
        if (next == begun)
        {
            return ReportOutcome.NothingNew;
        }

        await CommitAsync(next);
        if (report.Fate is ReportedFate.SenderFault)
        {
            await gate.TellFaultAsync(practice.Settings, told, report.Reason ?? "");
        }

        return ReportOutcome.Applied;
    }

    // In the state while it is open, on its list of errors after a failure, and in history for ever.
    private async Task<PlannedNotification?> ToldAsync(Guid notification, CancellationToken cancellationToken) =>
        State.Notifications.Concat(State.Errors).FirstOrDefault(known => known.Id == notification)
        ?? await sent.FindAsync(_key, notification, cancellationToken);
}
