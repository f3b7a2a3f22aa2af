using BalanceNotifications.Cadence;

namespace BalanceNotifications.Accounts;

/// <summary>What providers say after they took a message.</summary>
internal sealed partial class AccountGrain
{
    public async Task<ReportOutcome> ReportAsync(DeliveryReport report, CancellationToken cancellationToken)
    {
        await EndMergeAsync();
        if (State.Number is null || await ToldAsync(report.Notification, cancellationToken) is not { } told)
        {
            return ReportOutcome.NotFound;
        }

        var practice = await PracticeAsync(cancellationToken);
        var begun = _record.Begin();
        var next = DeliveryReports.Apply(
            begun, told, report, practice.Settings, clock.GetUtcNow(),
            WrittenAddress.IsOf(State.Details, told, practice.Salt));
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

    // What is being handed over stays as it is until the other account has it. Where that cannot be done now, whoever
    // tells is to tell it again.
    private async Task EndMergeAsync()
    {
        if (State.Merging is not null)
        {
            await EndOnFaultAsync(_merge.FinishAsync);
        }

        if (State.Merging is not null)
        {
            throw new StorageUnavailableException("The account is being merged, and the other one cannot take it over yet.");
        }
    }

    // In the state while it is open, on its list of errors after a failure, and in history for ever.
    private async Task<PlannedNotification?> ToldAsync(Guid notification, CancellationToken cancellationToken) =>
        State.Notifications.Concat(State.Errors).FirstOrDefault(known => known.Id == notification)
        ?? await sent.FindAsync(_key, notification, cancellationToken);
}
