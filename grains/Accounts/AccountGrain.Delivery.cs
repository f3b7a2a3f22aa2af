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
        // What became of the notification is this account's history; whether the address takes messages is, after a merge,
        // the affair of the account that is left.
        var next = DeliveryReports.Apply(
            begun, told, report, practice.Settings, clock.GetUtcNow(),
            State.MergedInto is null && WrittenAddress.IsOf(State.Details, told, practice.Salt));
        var heeded = State.MergedInto is { } into && !told.Test
            && (report.Fate is ReportedFate.Complained
                || (next != begun && report.Fate is ReportedFate.BadAddress or ReportedFate.OptedOut))
                // First: what dies before the write below is told again, as news.
                ? await (await _merge.TargetAsync(into)).HeedAsync(
                    new(report, told.Channel, told.ToHash, told.To), cancellationToken)
                : ReportOutcome.NothingNew;
        if (next == begun)
        {
            return heeded;
        }

        await CommitAsync(next);
        if (report.Fate is ReportedFate.SenderFault)
        {
            await gate.TellFaultAsync(practice.Settings, told, report.Reason ?? "");
        }

        return ReportOutcome.Applied;
    }

    public async Task<ReportOutcome> HeedAsync(AddressReport report, CancellationToken cancellationToken)
    {
        await EndMergeAsync();
        if (State.MergedInto is { } into)
        {
            return await (await _merge.TargetAsync(into)).HeedAsync(report, cancellationToken);
        }

        var practice = await PracticeAsync(cancellationToken);
        if (State.Number is null
            || !WrittenAddress.IsOf(State.Details, report.Channel, report.AddressHash, report.Shown, practice.Salt))
        {
            return ReportOutcome.NothingNew;
        }

        var begun = _record.Begin();
        var next = ProviderVerdict.Heed(begun, report.Channel, report.Report, clock.GetUtcNow());
        if (next == begun)
        {
            return ReportOutcome.NothingNew;
        }

        await CommitAsync(next);
        return ReportOutcome.Applied;
    }

    // What is being handed over stays as it is until the other account has it. Where that cannot be done now, whoever
    // tells is to tell it again.
    private async Task EndMergeAsync()
    {
        await TryEndMergeAsync();
        if (State.Merging is not null)
        {
            throw new StorageUnavailableException("The account is being merged, and the other one cannot take it over yet.");
        }
    }

    private async Task TryEndMergeAsync()
    {
        if (State.Merging is not null)
        {
            await EndOnFaultAsync(_merge.FinishAsync);
        }
    }

    // In the state while it is open, on its list of errors after a failure, and in history for ever.
    private async Task<PlannedNotification?> ToldAsync(Guid notification, CancellationToken cancellationToken) =>
        State.Notifications.Concat(State.Errors).FirstOrDefault(known => known.Id == notification)
        ?? await sent.FindAsync(_key, notification, cancellationToken);
}
