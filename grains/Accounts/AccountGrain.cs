using BalanceNotifications.Delivery;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;
using BalanceNotifications.Sending;
using BalanceNotifications.Setup;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Accounts;

/// <summary>
/// Owns one guarantor account. The rules are pure and live elsewhere; this class loads, decides, persists and only
/// then acts, because Orleans may deliver a reminder twice, late, or not at all.
/// </summary>
[GrainType("account"), CollectionAgeLimit(Minutes = 2)]
internal sealed class AccountGrain(
    [PersistentState("account")] IPersistentState<AccountState> stored,
    SetupCache setup,
    SendDesk desk,
    CadenceOutlook outlook,
    DeliveryChannels channels,
    AccountJournal journal,
    Ledger ledger,
    TimeProvider clock,
    ILogger<AccountGrain> logger) : Grain, IAccountGrain, IRemindable
{
    private AccountKey _key;
    private CadenceReminder _reminder = null!;
    private AccountRecord _record = null!;
    private CadenceTick _tick = null!;
    private AccountMerge _merge = null!;

    private AccountState State => stored.State;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = AccountKey.Parse(this.GetPrimaryKeyString());
        _reminder = new CadenceReminder(this, clock);
        _record = new AccountRecord(_key, stored, _reminder, journal, setup, clock, logger);
        _tick = new CadenceTick(_key, _record, desk, channels, clock, logger);
        _merge = new AccountMerge(_key, _record, setup, GrainFactory, clock, logger);
        return Task.CompletedTask;
    }

    public Task<AccountView?> GetAsync(CancellationToken cancellationToken) =>
        Task.FromResult(State.Number is null ? null : State.View());

    public async Task<SaveAccountResult> SaveAsync(SaveAccount command, CancellationToken cancellationToken)
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

    public async Task<PostStatementResult> PostStatementAsync(
        PostStatement command, CancellationToken cancellationToken)
    {
        if (await FindAsync(LedgerKind.Statement, command.StatementId, cancellationToken) is { } first)
        {
            return first.BodyHash == command.BodyHash
                ? new(PostOutcome.Repeated, AccountCommands.FromJson<StatementAnswer>(first.Answer))
                : new(PostOutcome.IdReused, null);
        }

        if (State.TakenOverBy is { } into)
        {
            return new(PostOutcome.Merged, null, into);
        }

        if (State.Number is null && command.Account is null)
        {
            return new(PostOutcome.NoAccount, null);
        }

        var now = clock.GetUtcNow();
        var practice = await PracticeAsync(cancellationToken);
        var begun = _record.Begin();
        var saved = command.Account is { } account
            ? AccountCommands.Save(begun, account, practice.Settings, now)
            : begun;
        var approved = await ProfileAsync(command, saved.Details, cancellationToken);
        var (next, answer) = StatementPosting.Apply(saved, _key, command, practice, approved, now);
        await CommitAsync(next);
        return new(PostOutcome.Created, answer);
    }

    public async Task<WithdrawOutcome> WithdrawStatementAsync(
        string statementId, string actor, CancellationToken cancellationToken)
    {
        if (State.TakenOverBy is not null)
        {
            return WithdrawOutcome.Merged;
        }

        if (State.Statements.All(statement => statement.Id != statementId || statement.Withdrawn))
        {
            return WithdrawOutcome.NotFound;
        }

        await CommitAsync(AccountCommands.Withdraw(_record.Begin(), statementId, actor, clock.GetUtcNow()));
        return WithdrawOutcome.Withdrawn;
    }

    public async Task<bool> TakeBackBatchAsync(Guid batch, string actor, CancellationToken cancellationToken)
    {
        // One that is being merged away stays as it was handed over; what the other account has of the batch is its own.
        if (State.TakenOverBy is not null
            || !State.Notifications.Any(notification => notification.Batch == batch && notification.IsUnsent))
        {
            return false;
        }

        await CommitAsync(AccountCommands.TakeBack(_record.Begin(), batch, actor, clock.GetUtcNow()));
        return true;
    }

    public async Task<PostPostingResult> PostAsync(PostPosting command, CancellationToken cancellationToken)
    {
        if (await FindAsync(LedgerKind.Posting, command.PostingId, cancellationToken) is { } first)
        {
            return first.BodyHash == command.BodyHash
                ? new(PostOutcome.Repeated, AccountCommands.FromJson<PostingAnswer>(first.Answer))
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

        PostingAnswer? reversed = null;
        if (command.Reverses is { } id)
        {
            reversed = await FindAsync(LedgerKind.Posting, id, cancellationToken) is { } original
                ? AccountCommands.FromJson<PostingAnswer>(original.Answer)
                : null;
            if (reversed is null or { Type: PostingType.Reversal }
                || await FindAsync(LedgerKind.Reversal, id, cancellationToken) is not null)
            {
                return new(PostOutcome.UnknownPosting, null);
            }
        }

        var next = AccountCommands.Post(_record.Begin(), command, reversed, clock.GetUtcNow());
        await CommitAsync(next);
        return new(
            PostOutcome.Created, AccountCommands.FromJson<PostingAnswer>(next.Outbox.Ledger[^1].Answer));
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

        var refused = SwitchRules.Refused(State.Switches, changes, clock.GetUtcNow());
        if (!refused.IsEmpty)
        {
            return new(SetSwitchesOutcome.EvidenceNeeded, State.View(), refused);
        }

        await CommitAsync(AccountCommands.SetSwitches(_record.Begin(), changes, actor, clock.GetUtcNow()));
        return new(SetSwitchesOutcome.Applied, State.View(), []);
    }

    public async Task<SendOnDemandResult> SendOnDemandAsync(SendOnDemand command, CancellationToken cancellationToken)
    {
        if (await FindAsync(LedgerKind.OnDemand, command.RequestId, cancellationToken) is { } first)
        {
            return first.BodyHash == command.BodyHash
                ? new(SendOnDemandOutcome.Repeated, AccountCommands.FromJson<NotificationView>(first.Answer))
                : new(SendOnDemandOutcome.IdReused);
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

    public async Task<NotificationView?> FindOnDemandAsync(
        string requestId, string bodyHash, CancellationToken cancellationToken) =>
        await FindAsync(LedgerKind.OnDemand, requestId, cancellationToken) is { } first && first.BodyHash == bodyHash
            ? AccountCommands.FromJson<NotificationView>(first.Answer)
            : null;

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

    public Task<CollectionsOutcome> MoveToCollectionsAsync(string actor, CancellationToken cancellationToken) =>
        CollectAsync(state => CollectionsChange.Move(state, actor, clock.GetUtcNow()));

    public Task<CollectionsOutcome> RecallFromCollectionsAsync(string actor, CancellationToken cancellationToken) =>
        CollectAsync(state => CollectionsChange.Recall(state, actor, clock.GetUtcNow()));

    public Task<MergeResult> MergeAsync(MergeAccount command, CancellationToken cancellationToken) =>
        EndOnFaultAsync(() => _merge.BeginAsync(command, cancellationToken));

    public Task<AbsorbOutcome> AbsorbAsync(AbsorbAccount command, CancellationToken cancellationToken) =>
        EndOnFaultAsync(() => _merge.AbsorbAsync(command));

    public Task<IReadOnlyList<NotificationView>?> GetCadenceAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<NotificationView>?>(State.Number is not { } number
            ? null
            :
            [
                .. State.Notifications
                    .Where(notification => notification.IsOpen)
                    .OrderBy(notification => notification.NextAt)
                    .Select(notification => notification.View(number)),
            ]);

    public async Task WakeAsync(CancellationToken cancellationToken)
    {
        if (State.Number is not null)
        {
            _reminder.Forget();
            // The read row is told as well: it may be what is wrong.
            await CommitAsync(_record.Begin().TellRow());
        }
    }

    // A link that went out before a merge leads to what the account that is left owes.
    public async Task<QuickPayView?> GetQuickPayAsync(CancellationToken cancellationToken) =>
        State.MergedInto is { } into ? await (await _merge.TargetAsync(into)).GetQuickPayAsync(cancellationToken)
        : State.Number is null ? null
        : State.QuickPay(clock.GetUtcNow());

    public async Task<CadenceView?> ExplainCadenceAsync(CancellationToken cancellationToken) => State.Number is null
        ? null
        : await outlook.OfAsync(_key, State, clock.GetUtcNow(), cancellationToken);

    public async Task<ReplanCount> ReplanAsync(ReplanAccount command, CancellationToken cancellationToken)
    {
        var practice = await PracticeAsync(cancellationToken);
        var profile = await setup.RevisionAsync(_key.Practice, command.Profile, command.Revision, cancellationToken);
        if (State.Number is null || profile is null)
        {
            return ReplanCount.Zero;
        }

        var former = await setup.FormerAsync(_key.Practice, command.Profile, command.Revision, cancellationToken);
        var (next, count) = Replanning.Apply(
            _record.Begin(), new(_key, practice, profile, former, command.Actor), clock.GetUtcNow());
        if (count != ReplanCount.Zero)
        {
            await CommitAsync(next);
        }

        return count;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) =>
        ReceiveReminder(reminderName, status, CancellationToken.None);

    public async Task ReceiveReminder(string reminderName, TickStatus status, CancellationToken cancellationToken)
    {
        _reminder.Ticked();
        await EndOnFaultAsync(async () =>
        {
            if (State.Merging is null)
            {
                await _tick.RunAsync(cancellationToken);
                return true;
            }

            // Whatever is due belongs to the other account, so nothing else is decided on.
            return await _merge.FinishAsync() is { Outcome: MergeOutcome.Merged };
        });
    }

    private Task<bool> CommitAsync(AccountState next) => EndOnFaultAsync(async () =>
    {
        await _record.CommitAsync(next);
        return true;
    });

    // What failed may have left this activation behind the database. The next one reads again.
    private async Task<T> EndOnFaultAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task<CollectionsOutcome> CollectAsync(
        Func<AccountState, (CollectionsOutcome Outcome, AccountState State)> change)
    {
        if (State.Number is null)
        {
            return CollectionsOutcome.NoAccount;
        }

        if (State.TakenOverBy is not null)
        {
            return CollectionsOutcome.Merged;
        }

        var begun = _record.Begin();
        var (outcome, next) = change(begun);
        if (next != begun)
        {
            await CommitAsync(next);
        }

        return outcome;
    }

    // The statement's, or the account's, or the default (V37). An account's own profile of the other use says nothing
    // about this kind; one that is not approved plans nothing.
    private async Task<ApprovedProfile?> ProfileAsync(
        PostStatement command, AccountDetails details, CancellationToken cancellationToken)
    {
        var use = command.Kind is StatementKind.Invoice ? ProfileUse.Invoices : ProfileUse.Statements;
        var named = command.Profile ?? details.Profile;
        var approved = await setup.ApprovedProfileAsync(_key.Practice, named, use, cancellationToken);
        return approved is null || approved.Profile.UsedFor == use ? approved
            : command.Profile is null ? await setup.ApprovedProfileAsync(_key.Practice, null, use, cancellationToken)
            : null;
    }

    // Found in the outbox, or in the ledger: an id is in one of the two for ever. What was posted to an account that
    // was merged into this one is known too: its practice may send it again, or undo it, under the new number.
    private async Task<LedgerEntry?> FindAsync(LedgerKind kind, string id, CancellationToken cancellationToken)
    {
        var found = State.Outbox.Ledger.FirstOrDefault(entry => entry.Kind == kind && entry.Id == id)
            ?? await ledger.FindAsync(_key, kind, id, cancellationToken);
        foreach (var hash in State.Absorbed)
        {
            found ??= await ledger.FindAsync(_key.Sibling(hash), kind, id, cancellationToken);
        }

        return found;
    }

    private async Task<Practice> PracticeAsync(CancellationToken cancellationToken) =>
        await setup.PracticeAsync(_key.Practice, cancellationToken)
        ?? throw new InvalidOperationException($"Practice {_key.Practice} does not exist.");
}
