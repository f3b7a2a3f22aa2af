namespace BalanceNotifications.Batches;

/// <summary>
/// One run through the rows of a batch that wait, page by page: the next page is read, and begun, while the ones before it
/// are told. What it remembers is its place; begun anew it finds that in the batch, and every row is safe to repeat.
/// </summary>
internal sealed class BatchUpload(BatchPages pages, BatchRows rows, TimeProvider clock, int practice, Guid batch, BatchKind kind)
{
    /// <summary>How many rows are read, told and marked together.</summary>
    private const int PageRows = 500;

    /// <summary>Pages that are told at the same time: accounts that are slow hold up the pages behind theirs, no others.</summary>
    private const int PagesAtATime = 3;

    private readonly BatchPace _pace = new(clock);
    private readonly AccountQueue _queue = new();

    private int _readUpTo;
    private int _toldUpTo;

    /// <summary>Tells pages until none waits, the batch is cancelled, or the time is over.</summary>
    /// <param name="toldUpTo">Where the batch stands.</param>
    /// <returns>False when there was nothing more.</returns>
    /// <exception cref="StorageUnavailableException">No row of a page could be told.</exception>
    public async Task<bool> GoOnAsync(int toldUpTo, TimeSpan atMost, CancellationToken cancellationToken)
    {
        (_readUpTo, _toldUpTo) = (toldUpTo, toldUpTo);
        // Their later rows wait behind the one that waits on.
        _queue.Begin(await pages.AccountsWaitingOnAsync(practice, batch, cancellationToken));
        var begun = clock.GetTimestamp();
        var told = new Queue<Task>();
        var ended = Task.CompletedTask;
        try
        {
            while (clock.GetElapsedTime(begun) < atMost)
            {
                var page = await pages.NextAsync(practice, batch, _readUpTo, PageRows, cancellationToken);
                if (page.Count == 0)
                {
                    return told.Count > 0;
                }

                if (told.Count == PagesAtATime)
                {
                    await told.Dequeue();
                }

                if (!await pages.BeginPageAsync(practice, batch, page[^1].Row))
                {
                    return true;
                }

                ended = TellAsync(page, _readUpTo, ended);
                told.Enqueue(ended);
                _readUpTo = page[^1].Row;
            }

            return true;
        }
        finally
        {
            // Also when it is over: nothing is told, or marked, behind the back of whoever goes on.
            await Task.WhenAll(told);
        }
    }

    /// <summary>Tells the rows that waited on, once, in file order, until the batch is cancelled.</summary>
    /// <returns>Whether any of them waits still.</returns>
    public async Task<bool> TellWaitingOnAsync(CancellationToken cancellationToken)
    {
        _queue.Begin([]);
        var (after, waiting) = (0, false);
        while (await pages.WaitingOnAsync(practice, batch, after, PageRows, cancellationToken) is { Count: > 0 } page)
        {
            var (worked, _) = await rows.TellAsync(practice, batch, kind, page, _queue);
            // Where none was told the batch has not moved, and after a day of that it fails.
            if (worked.Count > 0)
            {
                await pages.MarkAsync(practice, batch, worked);
            }

            waiting |= worked.Count < page.Count;
            after = page[^1].Row;
        }

        return waiting;
    }

    private async Task TellAsync(IReadOnlyList<WaitingRow> page, int from, Task before)
    {
        var (worked, asked) = await rows.TellAsync(practice, batch, kind, page, _queue);
        if (asked && worked.Count == 0)
        {
            throw new StorageUnavailableException("No row of a page could be told to its account.");
        }

        var done = worked.Select(row => row.Row).ToHashSet();
        int[] waitOn = [.. page.Select(row => row.Row).Where(row => !done.Contains(row))];
        // In file order, so that "told up to" says what it says.
        await before;
        WorkedRow[] refused = [.. worked.Where(row => row.Reason is not null)];
        ToldPage end = new(
            from, page[^1].Row, worked.Count - refused.Length, refused, waitOn, _pace.Told(page.Count));
        if (!await pages.EndPageAsync(practice, batch, end))
        {
            throw new InvalidOperationException($"Batch {batch} is driven by another activation.");
        }

        _toldUpTo = page[^1].Row;
    }
}
