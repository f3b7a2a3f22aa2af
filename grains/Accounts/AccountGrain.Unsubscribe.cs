namespace BalanceNotifications.Accounts;

/// <summary>The links out of a channel.</summary>
internal sealed partial class AccountGrain
{
    public async Task<UnsubscribeOutcome> UnsubscribeAsync(
        Unsubscription told, CancellationToken cancellationToken)
    {
        if (told.AddressHash is null)
        {
            await EndMergeAsync();
        }
        else
        {
            // The address is ended already, so a merge that cannot end now need not be waited for.
            await TryEndMergeAsync();
        }

        if (State.MergedInto is { } into)
        {
            return await (await _merge.TargetAsync(into)).UnsubscribeAsync(told, cancellationToken);
        }

        if (State.Number is null)
        {
            return UnsubscribeOutcome.NoAccount;
        }

        var practice = await PracticeAsync(cancellationToken);
        var begun = _record.Begin();
        var next = State.Merging is null
            ? UnsubscribeRules.Apply(begun, told, practice.Salt, clock.GetUtcNow())
            : begun;
        if (next == begun)
        {
            return UnsubscribeOutcome.NothingNew;
        }

        await CommitAsync(next);
        return UnsubscribeOutcome.Applied;
    }
}
