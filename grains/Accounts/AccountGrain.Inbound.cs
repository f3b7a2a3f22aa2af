namespace BalanceNotifications.Accounts;

/// <summary>What guarantors text back.</summary>
internal sealed partial class AccountGrain
{
    public async Task<string?> HearAsync(GuarantorWord word, CancellationToken cancellationToken)
    {
        // What is being handed over stays as it is until the other account has it.
        await TryEndMergeAsync();

        // Whoever texts does not know of merges: it is about the account that is left.
        if (State.MergedInto is { } into)
        {
            return await (await _merge.TargetAsync(into)).HearAsync(word, cancellationToken);
        }

        // A merge that cannot end now freezes the account; what was asked for the number itself stands already.
        if (State.Number is null || State.Merging is not null)
        {
            return null;
        }

        var begun = _record.Begin();
        var next = InboundRules.Apply(begun, word, clock.GetUtcNow());
        if (next != begun)
        {
            await CommitAsync(next);
        }

        return _key.Hash;
    }
}
