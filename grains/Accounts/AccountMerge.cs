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
    // Whoever merges more accounts than this into each other at once gets them one by one.
    private const int LongestWay = 32;

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
                || await StandingOfAsync(command.Into, cancellationToken) is not { } target)
            {
                return new(MergeOutcome.NoTarget);
            }

            if (target.TakenOverBy is { } elsewhere)
            {
                return new(MergeOutcome.TargetMerged, elsewhere);
            }

            if (Merging.Differ(State.Details.Confidential, target.Confidential))
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
        if (!await record.TellAsync() || await TryHandOverAsync(intent) is not { } outcome
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
        if (State.Merging is not null)
        {
            // It may yet give that up, so the source waits, but for the one that lets go of a circle.
            return await ProvedAsync(command.StepsBack ? AbsorbOutcome.Refused : AbsorbOutcome.Busy);
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
    private async Task<AbsorbOutcome?> TryHandOverAsync(MergeIntent intent)
    {
        try
        {
            var way = await LookAheadAsync(intent.Into);
            return way is Way.Closed ? AbsorbOutcome.Busy : await HandOverAsync(intent, stepsBack: way is Way.Circle);
        }
        catch (Exception e)
        {
            // Of whatever kind: the target knows a repeat, so asking again is always right.
            LogNotHandedOver(key.ToString(), e.GetType().Name);
            return null;
        }
    }

    private async Task<AbsorbOutcome> HandOverAsync(MergeIntent intent, bool stepsBack)
    {
        var estate = Merging.EstateOf(State, key);
        var target = await TargetAsync(intent.Into);
        return await target.AbsorbAsync(
            new(key.Hash, AccountCommands.ToJson(estate), intent.Reason, intent.Actor) { StepsBack = stepsBack },
            CancellationToken.None);
    }

    // Before the call that waits for the target's turn: of accounts that all waited for the next, none would go on.
    private async Task<Way> LookAheadAsync(string into)
    {
        var practice = await PracticeAsync();
        var seen = new List<string> { key.Hash };
        for (var number = into; seen.Count <= LongestWay;)
        {
            var hash = AccountKey.Of(practice.Id, practice.Salt, number).Hash;
            if (hash == key.Hash)
            {
                return Merging.StepsBack(seen) ? Way.Circle : Way.Closed;
            }

            if (seen.Contains(hash))
            {
                return Way.Closed; // a circle of others, who open it
            }

            seen.Add(hash);
            if ((await StandingOfAsync(number, CancellationToken.None))?.Merging is not { } next)
            {
                return seen.Count == 2 ? Way.Open : Way.Closed;
            }

            number = next;
        }

        return Way.Closed;
    }

    private async Task<MergeStanding?> StandingOfAsync(string number, CancellationToken cancellationToken) =>
        await (await TargetAsync(number)).GetMergeStandingAsync(cancellationToken);

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

    /// <summary>Whether the target can take this account over.</summary>
    private enum Way
    {
        Open,

        /// <summary>It is being merged away itself, and may yet give that up.</summary>
        Closed,

        /// <summary>It waits for this account, round a circle, and this one is to step back.</summary>
        Circle,
    }
}
