using System.Threading.Channels;
using Npgsql;

namespace Batching;

/// <summary>
/// Turns reads and writes that come one at a time into statements of many rows: while one statement runs, the next batch
/// gathers behind it, and under load for as long as <see cref="BatchOptions.Pace"/> says. Of two of one key the later goes
/// into a later batch. A full queue makes its callers wait.
/// </summary>
public sealed class Batcher<TKey, TItem, TResult> : IAsyncDisposable
    where TKey : notnull
{
    private readonly Func<TItem, TKey> _keyOf;
    private readonly Func<IReadOnlyList<TItem>, Task<TResult[]>> _execute;
    private readonly int _mostRows;
    private readonly TimeSpan _pace;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();
    private readonly Channel<Pending>[] _lanes;
    private readonly Task[] _loops;

    /// <param name="execute">Answers with one result for each item, in their order; all of them or, by throwing, none.</param>
    /// <param name="time">What the pace is kept by; the machine's when null.</param>
    public Batcher(
        BatchOptions options,
        Func<TItem, TKey> keyOf,
        Func<IReadOnlyList<TItem>, Task<TResult[]>> execute,
        TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        (_keyOf, _execute, _mostRows, _pace) = (keyOf, execute, options.MostRows, options.Pace);
        _lanes = [.. Enumerable.Range(0, options.Lanes).Select(_ => Channel.CreateBounded<Pending>(
            new BoundedChannelOptions(options.QueueLength) { SingleReader = true }))];
        // Whoever makes it, a grain perhaps: its loops run beside, and hold nobody's turn.
        _loops = [.. _lanes.Select(lane => Task.Factory.StartNew(
            () => LoopAsync(lane.Reader), CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default)
            .Unwrap())];
    }

    /// <summary>Ends when the statement that its row joined is committed.</summary>
    /// <param name="cancellationToken">
    /// Counts until the row has joined a batch. From there on it may be committed, and is waited for.
    /// </param>
    public async Task<TResult> RunAsync(TItem item, CancellationToken cancellationToken)
    {
        var pending = new Pending(item, cancellationToken);
        var lane = (int)((uint)_keyOf(item).GetHashCode() % (uint)_lanes.Length);
        await _lanes[lane].Writer.WriteAsync(pending, cancellationToken);
        return await pending.Done.Task;
    }

    /// <summary>Takes nothing more, and ends when everything taken is written. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes)
        {
            lane.Writer.TryComplete();
        }

        // At the end nothing keeps a pace.
        if (!_closing.IsCancellationRequested)
        {
            await _closing.CancelAsync();
        }

        await Task.WhenAll(_loops);
        _closing.Dispose();
    }

    private async Task LoopAsync(ChannelReader<Pending> lane)
    {
        var batch = new List<Pending>();
        var keys = new HashSet<TKey>();
        while (await lane.WaitToReadAsync())
        {
            var begun = _time.GetTimestamp();
            while (batch.Count < _mostRows && lane.TryPeek(out var next) && keys.Add(_keyOf(next.Item)))
            {
                _ = lane.TryRead(out _);
                if (next.CancellationToken.IsCancellationRequested)
                {
                    keys.Remove(_keyOf(next.Item));
                    next.Done.TrySetCanceled(next.CancellationToken);
                }
                else
                {
                    batch.Add(next);
                }
            }

            await ExecuteAsync(batch);
            // A full one has more behind it, which must not wait.
            if (batch.Count > 1 && batch.Count < _mostRows
                && _pace - _time.GetElapsedTime(begun) is { Ticks: > 0 } rest)
            {
                await Task.Delay(rest, _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            batch.Clear();
            keys.Clear();
        }
    }

    private async Task ExecuteAsync(IReadOnlyList<Pending> batch, bool again = false)
    {
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            var results = await _execute([.. batch.Select(pending => pending.Item)]);
            for (var index = 0; index < batch.Count; index++)
            {
                batch[index].Done.TrySetResult(results[index]);
            }
        }
        catch (PostgresException e) when (!again && IsCollision(e))
        {
            // Rolled back because of somebody else, who is through by now.
            await ExecuteAsync(batch, again: true);
        }
        catch (PostgresException e) when (batch.Count > 1 && (IsAboutARow(e) || IsCollision(e)))
        {
            // The database rolled all of it back for one row's sake. Halved again and again, that row ends up alone.
            var half = batch.Count / 2;
            await ExecuteAsync([.. batch.Take(half)]);
            await ExecuteAsync([.. batch.Skip(half)]);
        }
        catch (Exception e)
        {
            // Whether it was committed may be unknown. Every caller hears of it, and a version check at the next
            // write tells.
            foreach (var pending in batch)
            {
                pending.Done.TrySetException(e);
            }
        }
    }

    // Classes 21 to 23 (data, constraints) and 54 (too large).
    private static bool IsAboutARow(PostgresException e) => e.SqlState is ['2', '1' or '2' or '3', ..] or ['5', '4', ..];

    // Class 40: deadlock, serialisation.
    private static bool IsCollision(PostgresException e) => e.SqlState is ['4', '0', ..];

    private sealed record Pending(TItem Item, CancellationToken CancellationToken)
    {
        public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
