using BalanceNotifications.Profiles;
using BalanceNotifications.Setup;

namespace BalanceNotifications.Accounts;

/// <summary>What the account is billed and pays, and the way to collections.</summary>
internal sealed partial class AccountGrain
{
    public Task<PostStatementResult> PostStatementAsync(PostStatement command, CancellationToken cancellationToken) =>
        TakeAsync(() => TakeStatementAsync(command, cancellationToken), isRow: command.Batch is not null);

    private async Task<PostStatementResult> TakeStatementAsync(
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

    public async Task<TakeBackOutcome> TakeBackBatchAsync(
        Guid batch, string actor, CancellationToken cancellationToken)
    {
        if (State.MergedInto is { } into)
        {
            return await (await _merge.TargetAsync(into)).TakeBackBatchAsync(batch, actor, cancellationToken);
        }

        if (State.Merging is not null)
        {
            // It stays as it was handed over.
            return TakeBackOutcome.Busy;
        }

        if (!BatchRecall.Concerns(State, batch))
        {
            return TakeBackOutcome.Nothing;
        }

        await CommitAsync(BatchRecall.Apply(_record.Begin(), batch, actor, clock.GetUtcNow()));
        LeaveUntilDue();
        return TakeBackOutcome.TookBack;
    }

    // Only what waited in a file says when it came.
    public Task<PostPostingResult> PostAsync(PostPosting command, CancellationToken cancellationToken) =>
        TakeAsync(() => TakePostingAsync(command, cancellationToken), isRow: command.ReceivedAt is not null);

    private async Task<PostPostingResult> TakePostingAsync(PostPosting command, CancellationToken cancellationToken)
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

    public Task<CollectionsOutcome> MoveToCollectionsAsync(string actor, CancellationToken cancellationToken) =>
        CollectAsync(state => CollectionsChange.Move(state, actor, clock.GetUtcNow()));

    public Task<CollectionsOutcome> RecallFromCollectionsAsync(string actor, CancellationToken cancellationToken) =>
        CollectAsync(state => CollectionsChange.Recall(state, actor, clock.GetUtcNow()));

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
}
