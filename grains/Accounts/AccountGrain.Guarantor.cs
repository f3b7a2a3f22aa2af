using BalanceNotifications.Notifications;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Accounts;

/// <summary>Who the guarantor is, what may be sent, and what a person asks for at once.</summary>
internal sealed partial class AccountGrain
{
    public Task<SaveAccountResult> SaveAsync(SaveAccount command, CancellationToken cancellationToken) =>
        TakeAsync(() => TakeDetailsAsync(command, cancellationToken), isRow: command.RowId is not null);

    private async Task<SaveAccountResult> TakeDetailsAsync(SaveAccount command, CancellationToken cancellationToken)
    {
        var isNew = State.Number is null;
        if (!isNew && command.RowId is { } row && await FindAsync(LedgerKind.Row, row, cancellationToken) is not null)
        {
            return new(SaveAccountOutcome.Saved, State.View());
        }

        if (State.TakenOverBy is not null)
        {
            return new(SaveAccountOutcome.Merged, State.View());
        }

        if (command.IfMatch is { } seen && (isNew || seen != AccountViews.ETagOf(State)))
        {
            return new(SaveAccountOutcome.Stale, isNew ? null : State.View());
        }

        var practice = await PracticeAsync(cancellationToken);
        await CommitAsync(AccountCommands.Save(_record.Begin(), command, practice.Settings, clock.GetUtcNow()));
        return new(isNew ? SaveAccountOutcome.Created : SaveAccountOutcome.Saved, State.View());
    }

    public async Task<SetSwitchesResult> SetSwitchesAsync(
        IReadOnlyList<SwitchChange> changes, string actor, CancellationToken cancellationToken)
    {
        if (State.Number is null)
        {
            return new(SetSwitchesOutcome.NoAccount, null, []);
        }

        if (State.TakenOverBy is not null)
        {
            return new(SetSwitchesOutcome.Merged, State.View(), []);
        }

        var now = clock.GetUtcNow();
        var refused = SwitchRules.Refused(State, changes, now);
        if (!refused.IsEmpty)
        {
            var begun = _record.Begin();
            if (ToldAhead.Note(begun, changes, now) is var noted && noted != begun)
            {
                await CommitAsync(noted);
            }

            return new(SetSwitchesOutcome.EvidenceNeeded, State.View(), refused);
        }

        await CommitAsync(AccountCommands.SetSwitches(_record.Begin(), changes, actor, now));
        return new(SetSwitchesOutcome.Applied, State.View(), []);
    }

    public Task<SendOnDemandResult> SendOnDemandAsync(SendOnDemand command, CancellationToken cancellationToken) =>
        TakeAsync(() => TakeOnDemandAsync(command, cancellationToken), isRow: command.Batch is not null);

    private async Task<SendOnDemandResult> TakeOnDemandAsync(SendOnDemand command, CancellationToken cancellationToken)
    {
        if (await FindOnDemandAsync(command.RequestId, command.BodyHash, cancellationToken) is { } first)
        {
            return first;
        }

        if (State.TakenOverBy is { } into)
        {
            return new(SendOnDemandOutcome.Merged, MergedInto: into);
        }

        if (State.Number is null)
        {
            return new(SendOnDemandOutcome.NoAccount);
        }

        var practice = await PracticeAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (OnDemandSending.Plan(_key, practice.Salt, State, command, now) is not { } planned)
        {
            return new(SendOnDemandOutcome.NoStatement);
        }

        var opened = await desk.OpenAsync(_key, State, planned, cancellationToken);
        var decision = opened is null
            ? new SendDecision.WillNotSend(Reason.TemplateInactive)
            : SendRules.Decide(opened.Facts, now);
        if (decision is SendDecision.WillNotSend refused)
        {
            return new(SendOnDemandOutcome.Refused, Refusal: refused.Reason);
        }

        var due = OnDemandSending.Due(planned, decision);
        await CommitAsync(OnDemandSending.Add(_record.Begin(), due, command, now));
        return new(SendOnDemandOutcome.Accepted, due.View(State.Number));
    }

    public async Task<SendOnDemandResult?> FindOnDemandAsync(
        string requestId, string bodyHash, CancellationToken cancellationToken) =>
        await FindAsync(LedgerKind.OnDemand, requestId, cancellationToken) is not { } first ? null
        : first.BodyHash == bodyHash
            ? new(SendOnDemandOutcome.Repeated, AccountCommands.FromJson<NotificationView>(first.Answer))
            : new(SendOnDemandOutcome.IdReused);

    public async Task<PlaceHoldResult> PlaceHoldAsync(Hold hold, CancellationToken cancellationToken)
    {
        if (await FindAsync(LedgerKind.Hold, hold.Id, cancellationToken) is { } first)
        {
            return first.BodyHash == HoldRules.HashOf(hold)
                ? new(PostOutcome.Repeated, AccountCommands.FromJson<Hold>(first.Answer))
                : new(PostOutcome.IdReused, null);
        }

        if (State.TakenOverBy is { } into)
        {
            return new(PostOutcome.Merged, null, into);
        }

        if (State.Number is null)
        {
            return new(PostOutcome.NoAccount, null);
        }

        await CommitAsync(HoldRules.Place(_record.Begin(), hold, clock.GetUtcNow()));
        return new(PostOutcome.Created, hold);
    }

    public async Task<bool> ReleaseHoldAsync(string holdId, string actor, CancellationToken cancellationToken)
    {
        // What is merged away has handed its holds over.
        if (State.TakenOverBy is not null || State.Holds.All(hold => hold.Id != holdId))
        {
            return false;
        }

        await CommitAsync(HoldRules.Release(_record.Begin(), holdId, actor, clock.GetUtcNow()));
        return true;
    }
}
