using System.Collections.Concurrent;
using Batching;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace BalanceNotifications.Engine;

/// <summary>One lane, so that what gathers behind a statement can be told.</summary>
public sealed class BatcherTests
{
    private readonly ConcurrentQueue<int[]> _batches = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task What_comes_while_a_statement_runs_goes_into_the_next_one_together()
    {
        await using var batcher = Of();
        var first = batcher.RunAsync(1, default);
        await SeenAsync(1);
        var others = All(batcher, [2, 3, 4]);

        _gate.SetResult();

        Assert.Equal<IEnumerable<int>>([10, 20, 30, 40], await Task.WhenAll([first, .. others]));
        Assert.Equal([[1], [2, 3, 4]], _batches);
    }

    [Fact]
    public async Task Two_of_one_key_never_share_a_statement()
    {
        await using var batcher = Of(keyOf: item => item % 10);
        var first = batcher.RunAsync(1, default);
        await SeenAsync(1);
        var others = All(batcher, [2, 12, 3]);

        _gate.SetResult();

        await Task.WhenAll([first, .. others]);
        Assert.Equal([[1], [2], [12, 3]], _batches);
    }

    [Fact]
    public async Task A_row_that_the_database_refuses_fails_alone()
    {
        await using var batcher = Of(refuses: 3);
        var first = batcher.RunAsync(1, default);
        await SeenAsync(1);
        var others = All(batcher, [2, 3, 4, 5]);

        _gate.SetResult();

        Assert.Equal((20, 40, 50), (await others[0], await others[2], await others[3]));
        await Assert.ThrowsAsync<PostgresException>(() => others[1]);
        Assert.Equal(10, await first);
    }

    [Fact]
    public async Task A_lost_connection_fails_every_row_of_the_statement_and_none_of_the_next()
    {
        var lost = true;
        await using var batcher = new Batcher<int, int, int>(
            new() { Lanes = 1 },
            item => item,
            items => lost ? throw new NpgsqlException("lost") : Task.FromResult(items.Select(item => item * 10).ToArray()));

        await Assert.ThrowsAsync<NpgsqlException>(() => batcher.RunAsync(1, default));
        lost = false;

        Assert.Equal(20, await batcher.RunAsync(2, default));
    }

    [Fact]
    public async Task A_token_counts_until_the_row_has_joined_a_statement()
    {
        using var cancellation = new CancellationTokenSource();
        await using var batcher = Of();
        var joined = batcher.RunAsync(1, cancellation.Token);
        await SeenAsync(1);
        var waiting = batcher.RunAsync(2, cancellation.Token);

        await cancellation.CancelAsync();
        _gate.SetResult();

        Assert.Equal(10, await joined);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal([[1]], _batches);
    }

    [Fact]
    public async Task A_full_queue_makes_its_callers_wait()
    {
        using var patience = new CancellationTokenSource();
        await using var batcher = Of(queueLength: 1);
        var running = batcher.RunAsync(1, default);
        await SeenAsync(1);
        var queued = batcher.RunAsync(2, default);

        var tooMany = batcher.RunAsync(3, patience.Token);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tooMany);
        _gate.SetResult();
        Assert.Equal<IEnumerable<int>>([10, 20], await Task.WhenAll(running, queued));
    }

    [Fact]
    public async Task At_the_end_everything_taken_is_written()
    {
        var batcher = Of();
        var first = batcher.RunAsync(1, default);
        await SeenAsync(1);
        var second = batcher.RunAsync(2, default);

        var ended = batcher.DisposeAsync();
        _gate.SetResult();
        await ended;
        // A container ends what it knows under two names twice.
        await batcher.DisposeAsync();

        Assert.Equal<IEnumerable<int>>([10, 20], await Task.WhenAll(first, second));
    }

    [Fact]
    public async Task Under_load_a_statement_waits_for_its_pace_and_takes_what_comes_meanwhile()
    {
        var time = new FakeTimeProvider();
        await using var batcher = Of(time: time);
        var first = batcher.RunAsync(1, default);
        await SeenAsync(1);
        var second = All(batcher, [2, 3]);
        _gate.SetResult();
        await Task.WhenAll([first, .. second]);

        // One after the other: without a pace each would have a statement of its own.
        var third = batcher.RunAsync(4, default);
        await Task.Yield();
        var fourth = batcher.RunAsync(5, default);
        while (!fourth.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        Assert.Equal<IEnumerable<int>>([40, 50], await Task.WhenAll(third, fourth));
        Assert.Equal([[1], [2, 3], [4, 5]], _batches);
    }

    private Batcher<int, int, int> Of(
        Func<int, int>? keyOf = null, int? refuses = null, int queueLength = 100, TimeProvider? time = null) => new(
        new() { Lanes = 1, QueueLength = queueLength },
        keyOf ?? (item => item),
        async items =>
        {
            _batches.Enqueue([.. items]);
            await _gate.Task;
            return refuses is { } bad && items.Contains(bad)
                ? throw new PostgresException("refused", "ERROR", "ERROR", "22P02")
                : [.. items.Select(item => item * 10)];
        },
        time);

    private static Task<int>[] All(Batcher<int, int, int> batcher, IEnumerable<int> items) =>
        [.. items.Select(item => batcher.RunAsync(item, default))];

    private async Task SeenAsync(int batches)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (_batches.Count < batches)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
