using System.Diagnostics;
using BalanceNotifications.Accounts;
using BalanceNotifications.Bench.Measure;
using BalanceNotifications.Bench.Seed;
using BalanceNotifications.Bench.Worker;
using BalanceNotifications.Reminders;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace BalanceNotifications.Bench.Fire;

/// <summary>Seeds a database, lets the product's silo fire what is due in it, and counts what became of it.</summary>
internal sealed class FireRun(FireOptions options, BenchDatabase database, MailSink? sink) : IDisposable
{
    // What Orleans reads of reminders; ours read the due ones, and by index.
    private const string StockQueries = """
        update orleansquery set querytext =
            'select grainid, remindername, starttime, period, version from orleansreminderstable
            where serviceid = @ServiceId and grainhash > @BeginHash and grainhash <= @EndHash'
        where querykey = 'ReadRangeRows1Key';
        update orleansquery set querytext =
            'select grainid, remindername, starttime, period, version from orleansreminderstable
            where serviceid = @ServiceId and (grainhash > @BeginHash or grainhash <= @EndHash)'
        where querykey = 'ReadRangeRows2Key'
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private readonly NoOpChannel _noOp = new();
    private readonly Process _self = Process.GetCurrentProcess();
    private DateTimeOffset _due;
    private double? _bytesPerIdle;

    private bool IsAdoNet => options.Engine is "AdoNet" or BenchSilo.Stock;

    private int Due => options.Accounts + (options.Small * FireOptions.AccountsOfSmall);

    public async Task<FireResult> RunAsync()
    {
        await SeedAsync();
        await using var competitor = await StartAsync();
        await database.ExecuteAsync("checkpoint");
        await Console.Error.WriteLineAsync($"due in {(_due - database.Clock.GetUtcNow()).TotalSeconds:0} s");
        await UntilAsync(_due);
        var before = await UseAsync();
        var peak = new PeakMemory(_self);
        var timedOut = !await FiredAsync(peak);
        var after = await UseAsync();
        if (competitor is WebApplication silo)
        {
            await silo.StopAsync();
        }

        return await CountAsync(after - before, peak.Megabytes, timedOut);
    }

    public void Dispose() => _self.Dispose();

    private async Task<IAsyncDisposable> StartAsync() => options.Engine == FireOptions.Worker
        ? new PlainWorker(database, sink?.Port, _noOp)
        : await BenchSilo.StartAsync(database, options.Engine, sink?.Port, _noOp, options.Settings);

    private async Task SeedAsync()
    {
        if (options.Idle > 0)
        {
            _bytesPerIdle = await IdleReminders.WriteAsync(database, options.Idle);
        }

        var giant = await BenchPractice.OpenAsync(database, "giant");
        var small = new List<BenchPractice>();
        for (var index = 0; index < options.Small; index++)
        {
            small.Add(await BenchPractice.OpenAsync(database, $"small-{index}"));
        }

        var accounts = new DueAccounts(database, BenchSilo.ServiceId);
        var models = new Dictionary<BenchPractice, AccountState>();
        await using (var silo = await BenchSilo.StartAsync(database, "Paced", null, _noOp, options.Settings))
        {
            var grains = silo.Services.GetRequiredService<IGrainFactory>();
            foreach (var practice in small.Prepend(giant))
            {
                var key = await practice.BillAsync(grains, database.Clock, "model");
                models[practice] = await accounts.ReadAsync(key);
            }

            await silo.StopAsync();
        }

        // Measured as about 4,000 a second; what is left is waited for. A large index is looked through once more.
        var ahead = options.WarmUpAhead.TotalSeconds + 12 + ((Due + options.WarmUp) / 1500.0) + (options.Idle / 500_000.0);
        var whole = database.Clock.GetUtcNow().ToUnixTimeSeconds() + (long)ahead;
        _due = DateTimeOffset.FromUnixTimeSeconds(whole);
        await accounts.WriteAsync(giant, models[giant], 0, options.WarmUp, _due - options.WarmUpAhead, default);
        await accounts.WriteAsync(giant, models[giant], options.WarmUp, options.Accounts, _due, default);
        foreach (var practice in small)
        {
            await accounts.WriteAsync(practice, models[practice], 0, FireOptions.AccountsOfSmall, _due, default);
        }

        if (options.Engine == BenchSilo.Stock)
        {
            await database.ExecuteAsync(StockQueries);
        }

        if (IsAdoNet)
        {
            await new ReminderMove(database.Owner).RunAsync(BenchSilo.ServiceId, ReminderTable.AdoNet, default);
        }

        await database.ExecuteAsync("vacuum analyze");
        if (database.Clock.GetUtcNow() > _due - options.WarmUpAhead)
        {
            throw new InvalidOperationException("Seeding took longer than the run was planned for.");
        }
    }

    // Until no reminder is left that was due; the models' stand in the evening.
    private async Task<bool> FiredAsync(PeakMemory peak)
    {
        var (table, column) = IsAdoNet
            ? ("orleansreminderstable", "starttime")
            : ("paced_reminder", "due_at");
        var started = Stopwatch.GetTimestamp();
        while (await database.AskAsync<bool>(
            $"select exists (select from {table} where {column} < $1)",
            Database.Value(_due + TimeSpan.FromHours(1))))
        {
            peak.Look();
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                return false;
            }

            await Task.Delay(250);
        }

        return true;
    }

    private async Task<FireResult> CountAsync(Usage used, long peak, bool timedOut)
    {
        var sent = await database.AskAsync<long>(
            "select count(*) from notification where planned_at = $1 and sent_at is not null", Database.Value(_due));
        var took = sent == 0 ? 0 : await database.AskAsync<double>(
            "select extract(epoch from max(sent_at) - $1)::float8 from notification where planned_at = $1",
            Database.Value(_due));
        async Task<double> LateAsync(double share, string which) => sent == 0 ? 0 : await database.AskAsync<double>(
            $"""
            select coalesce(percentile_cont({share.ToString(null, System.Globalization.CultureInfo.InvariantCulture)})
                within group (order by extract(epoch from n.sent_at - $1)), -1)::float8
            from notification n join practice p on p.id = n.practice_id
            where n.planned_at = $1 and n.sent_at is not null and p.slug like '{which}'
            """,
            Database.Value(_due));
        var (arrived, twice) = Arrived(await IdsAsync());
        var p99 = await LateAsync(0.99, "%");
        return new(
            options.Engine, sink is not null, Due, FireResult.RateOf(sent, 0.99, p99), await LateAsync(0.5, "%"), p99,
            options.Small > 0 ? await LateAsync(0.99, "small-%") : null,
            Due - Math.Min(sent, arrived), twice,
            used.Silo.TotalMicroseconds / Due, used.Postgres.TotalMicroseconds / Due, used.Sink.TotalMicroseconds / Due,
            peak, timedOut)
        {
            RateOfAll = FireResult.RateOf(sent, 1, took),
            DiskBytesPerIdle = _bytesPerIdle,
        };
    }

    private async Task<HashSet<Guid>> IdsAsync()
    {
        await using var command = database.Owner.CreateCommand("select id from notification where planned_at = $1");
        command.Parameters.Add(Database.Value(_due));
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new HashSet<Guid>();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    // Not by our own history: by what the sink, or the channel that stands for it, was given.
    private (long Arrived, long Twice) Arrived(HashSet<Guid> ids)
    {
        var counts = sink is null
            ? _noOp.Taken.Where(taken => ids.Contains(taken.Key)).Select(taken => taken.Value).ToArray()
            : sink.Arrived()
                .Where(mail => Guid.TryParse(mail.Key.Trim('<').Split('@')[0], out var id) && ids.Contains(id))
                .Select(mail => mail.Value).ToArray();
        return (counts.LongLength, counts.LongCount(count => count > 1));
    }

    private async Task<Usage> UseAsync()
    {
        _self.Refresh();
        return new(_self.TotalProcessorTime, await PostgresCpu.UsedAsync(database), sink?.Cpu ?? TimeSpan.Zero);
    }

    private async Task UntilAsync(DateTimeOffset instant)
    {
        if (instant - database.Clock.GetUtcNow() is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait);
        }
    }

    private readonly record struct Usage(TimeSpan Silo, TimeSpan Postgres, TimeSpan Sink)
    {
        public static Usage operator -(Usage after, Usage before) =>
            new(after.Silo - before.Silo, after.Postgres - before.Postgres, after.Sink - before.Sink);
    }

    private sealed class PeakMemory(Process process)
    {
        public long Megabytes { get; private set; }

        public void Look()
        {
            process.Refresh();
            Megabytes = Math.Max(Megabytes, process.WorkingSet64 >> 20);
        }
    }
}
