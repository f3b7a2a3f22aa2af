using BalanceNotifications.Accounts;

namespace BalanceNotifications.Batches;

/// <summary>
/// The walk through the rows of a cancelled batch, in bites. It remembers nothing that matters: begun anew it finds
/// accounts with nothing left to take back.
/// </summary>
internal sealed class CancelledBatch(BatchPages pages, BatchRows rows, int practice, Guid batch)
{
    private const int Bite = 200;

    private readonly HashSet<string> _busy = new(StringComparer.Ordinal);
    private int _upTo;
    private bool _tookBack;

    /// <summary>Whether a whole walk found nothing to take back, and no account that has to be asked again.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Walks on; a silo that drove the batch before may be about to tell a row.</summary>
    public void LookOnceMore() => (_tookBack, IsSettled) = (true, false);

    /// <summary>False at the end of a walk. What is not settled by then is for the next reminder.</summary>
    public async Task<bool> GoOnAsync(CancellationToken cancellationToken)
    {
        var next = await pages.ToldAsync(practice, batch, _upTo, Bite, cancellationToken);
        if (next.Count > 0)
        {
            await AskAsync([.. next.Select(row => row.AccountKey).Distinct(StringComparer.Ordinal)]);
            _upTo = next[^1].Row;
            return true;
        }

        // Only these are asked again, not every account of a million.
        await AskAsync([.. _busy]);
        IsSettled = !_tookBack && _busy.Count == 0;
        if (_tookBack)
        {
            (_upTo, _tookBack) = (0, false);
        }

        return false;
    }

    private async Task AskAsync(IReadOnlyCollection<string> accounts)
    {
        foreach (var (account, outcome) in await rows.TakeBackAsync(practice, batch, accounts))
        {
            _tookBack |= outcome is TakeBackOutcome.TookBack;
            _ = outcome is TakeBackOutcome.Busy ? _busy.Add(account) : _busy.Remove(account);
        }
    }
}
