using BalanceNotifications.Setup;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Accounts;

/// <summary>
/// Merges this account into another: intent, hand-over, record (decision 0012). The intent freezes the account, so the
/// hand-over is the same at every try; the target knows it by the source's key; and until the record stands, the
/// reminder comes back. Dying anywhere, or running twice, ends in the same two accounts.
/// </summary>
internal sealed partial class AccountMerge(
    AccountKey key, AccountRecord record, SetupCache setup, IGrainFactory grains, TimeProvider clock, ILogger logger)
{
    private AccountState State => record.State;

    public async Task<MergeResult> BeginAsync(MergeAccount command, CancellationToken cancellationToken)
    {
        if (State.Number is null)
        {
            return new(MergeOutcome.NoAccount);
        }

        if (State.TakenOverBy is { } into && into != command.Into)
        {
            return new(MergeOutcome.MergedElsewhere, into);
        }

        if (State.MergedInto is { } done)
        {
            return new(MergeOutcome.Merged, done);
        }

        if (State.Merging is null)
        {
            // Before the intent, so that a slip of the pen freezes nothing.
            if (command.Into == State.Number
                || await (await TargetAsync(command.Into)).GetAsync(cancellationToken) is not { } target)
            {
                return new(MergeOutcome.NoTarget);
            }

            if (target.MergedInto is not null)
            {
                return new(MergeOutcome.TargetMerged, target.MergedInto);
            }

            if (Merging.Differ(State.Details.Confidential, target.Details.Confidential))
            {
                return new(MergeOutcome.ConfidentialDiffers, command.Into);
            }

            await record.CommitAsync(Merging.Intend(
                record.Begin(), new(command.Into, command.Reason, command.Actor, clock.GetUtcNow())));
        }

        return await FinishAsync();
    }

    /// <summary>Goes on from the intent. Whatever fails here, the reminder comes back to.</summary>
    public async Task<MergeResult> FinishAsync()
    {
        var intent = State.Merging!;
        // The target answers repeats from this account's ledger, which must be complete by then.
        if (!await record.TellAsync() || await HandOverAsync(intent) is not { } outcome
            || outcome is AbsorbOutcome.Busy)
        {
            return new(MergeOutcome.Pending, intent.Into);
        }

        if (outcome is not AbsorbOutcome.Absorbed)
        {
            await record.CommitAsync(Merging.GiveUp(record.Begin()));
            return new(
                outcome is AbsorbOutcome.ConfidentialDiffers
                    ? MergeOutcome.ConfidentialDiffers
                    : MergeOutcome.TargetMerged,
                intent.Into);
        }

        await record.CommitAsync(Merging.Leave(record.Begin(), clock.GetUtcNow()));
        return new(MergeOutcome.Merged, intent.Into);
    }

    /// <summary>The other side: takes over, once, what an account hands over.</summary>
    public async Task<AbsorbOutcome> AbsorbAsync(AbsorbAccount command)
    {
        if (State.Absorbed.Contains(command.SourceKey))
        {
            return AbsorbOutcome.Absorbed;
        }

        if (State.Number is null || State.MergedInto is not null)
        {
            return AbsorbOutcome.Refused;
        }

        var estate = AccountCommands.FromJson<AccountEstate>(command.Estate);
        var practice = await PracticeAsync();
        if (State.Merging is { } intent)
        {
            var into = AccountKey.Of(practice.Id, practice.Salt, intent.Into).Hash;
            return await ProvedAsync(Merging.AnswerOnTheWayOut(command.SourceKey, key.Hash, into));
        }

        if (Merging.Differ(State.Details.Confidential, estate.Confidential))
        {
            return await ProvedAsync(AbsorbOutcome.ConfidentialDiffers);
        }

        await record.CommitAsync(Merging.Absorb(
            record.Begin(), estate, command, (practice.Salt, key), clock.GetUtcNow()));
        return AbsorbOutcome.Absorbed;
    }

    // Only the activation whose write lands may refuse: a stale one may have taken the source over since.
    private async Task<AbsorbOutcome> ProvedAsync(AbsorbOutcome outcome)
    {
        if (outcome is not AbsorbOutcome.Busy)
        {
            await record.CommitAsync(record.Begin());
        }

        return outcome;
    }

    // Null when it is not known whether the target has it.
    private async Task<AbsorbOutcome?> HandOverAsync(MergeIntent intent)
    {
        var estate = Merging.EstateOf(State, key);
        var target = await TargetAsync(intent.Into);
        try
        {
            return await target.AbsorbAsync(
                new(key.Hash, AccountCommands.ToJson(estate), intent.Reason, intent.Actor), CancellationToken.None);
        }
        catch (Exception e)
        {
            // Of whatever kind: the target knows a repeat, so asking again is always right.
            LogNotHandedOver(key.ToString(), e.GetType().Name);
            return null;
        }
    }

    /// <summary>Another account of the practice.</summary>
    public async Task<IAccountGrain> TargetAsync(string number)
    {
        var practice = await PracticeAsync();
        return grains.GetGrain<IAccountGrain>(AccountKey.Of(practice.Id, practice.Salt, number).ToString());
    }

    private async Task<Practices.Practice> PracticeAsync() =>
        await setup.PracticeAsync(key.Practice, CancellationToken.None)
        ?? throw new InvalidOperationException($"Practice {key.Practice} does not exist.");

    [LoggerMessage(LogLevel.Warning, "Account {Account} could not be handed over: {Error}. It is tried again in a minute")]
    private partial void LogNotHandedOver(string account, string error);
}
