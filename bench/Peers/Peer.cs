using System.Collections.Concurrent;
using System.Diagnostics;
using BalanceNotifications.Bench.Fire;
using BalanceNotifications.Bench.Measure;
using Npgsql;

namespace BalanceNotifications.Bench.Peers;

/// <summary>
/// What a job of the other schedulers does: sends nothing, and inserts one row of history. Far less than a tick of the
/// product: no state, no decision, no message, no intent.
/// </summary>
internal sealed class Peer : IAsyncDisposable
{
    private static Peer? Instance;

    private readonly ConcurrentDictionary<int, int> _taken = new();
    private readonly NpgsqlDataSource _postgres;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _jobs;
    private int _finished;

    private Peer(NpgsqlDataSource postgres, int jobs) => (_postgres, _jobs) = (postgres, jobs);

    /// <summary>What the schedulers find: they make their jobs themselves.</summary>
    public static Peer Current => Instance ?? throw new InvalidOperationException("No peer runs.");

    public Task Done => _done.Task;

    public static async Task<Peer> OpenAsync(BenchDatabase database, int jobs)
    {
        await database.ExecuteAsync("""
            create table peer_history (
                id uuid primary key, practice_id integer not null, job integer not null, status smallint not null,
                sent_at timestamptz not null, recipient text not null);
            create index peer_history_by_practice on peer_history (practice_id, status, sent_at, id)
            """);
        return Instance = new(
            new NpgsqlDataSourceBuilder(database.ConnectionString()).ConfigureForProduct().Build(), jobs);
    }

    public async Task SendAsync(int job)
    {
        _taken.AddOrUpdate(job, 1, (_, times) => times + 1);
        await using var command = _postgres.CreateCommand(
            "insert into peer_history (id, practice_id, job, status, sent_at, recipient) values ($1, 1, $2, 4, $3, $4)");
        command.Parameters.Add(Database.Value(Guid.CreateVersion7()));
        command.Parameters.Add(Database.Value(job));
        command.Parameters.Add(Database.Value(TimeProvider.System.GetUtcNow()));
        command.Parameters.Add(Database.Value("b…@home.example"));
        await command.ExecuteNonQueryAsync();
        if (Interlocked.Increment(ref _finished) == _jobs)
        {
            _done.SetResult();
        }
    }

    /// <summary>Waits until all have run, and counts.</summary>
    public async Task<FireResult> CountAsync(string name, DateTimeOffset due, BenchDatabase database)
    {
        using var self = Process.GetCurrentProcess();
        if (due - TimeProvider.System.GetUtcNow() is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait);
        }

        self.Refresh();
        var before = (Self: self.TotalProcessorTime, Postgres: await PostgresCpu.UsedAsync(database));
        var timedOut = await Task.WhenAny(Done, Task.Delay(TimeSpan.FromMinutes(5))) != Done;
        self.Refresh();
        var (cpu, postgres) = (self.TotalProcessorTime - before.Self, await PostgresCpu.UsedAsync(database) - before.Postgres);
        var rows = await database.AskAsync<long>("select count(distinct job) from peer_history");
        async Task<double> LateAsync(string share) => rows == 0 ? 0 : await database.AskAsync<double>(
            $"""
            select percentile_cont({share}) within group (order by extract(epoch from sent_at - $1))::float8
            from peer_history
            """,
            Database.Value(due));
        var p99 = await LateAsync("0.99");
        return new(
            name, false, _jobs, FireResult.RateOf(rows, 0.99, p99), await LateAsync("0.5"), p99, null,
            _jobs - Math.Min(rows, _taken.Count), _taken.Count(taken => taken.Value > 1),
            cpu.TotalMicroseconds / _jobs, postgres.TotalMicroseconds / _jobs, 0, self.PeakWorkingSet64 >> 20, timedOut)
        {
            RateOfAll = FireResult.RateOf(rows, 1, await LateAsync("1.0")),
        };
    }

    public async ValueTask DisposeAsync()
    {
        Instance = null;
        await _postgres.DisposeAsync();
    }
}
