using BalanceNotifications.Bench.Fire;
using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;

namespace BalanceNotifications.Bench.Peers;

/// <summary>Hangfire with PostgreSQL: scheduled jobs, 20 workers, asked for what is due every second.</summary>
internal static class HangfirePeer
{
    public const string Name = "Hangfire";

    private const int Workers = 20;

    // Scheduling was seen at about 225 a second.
    private const double ScheduledASecond = 100;

    public static async Task<FireResult> RunAsync(BenchDatabase database, int jobs)
    {
        await using var peer = await Peer.OpenAsync(database, jobs);
        var options = new PostgreSqlStorageOptions
        {
            QueuePollInterval = TimeSpan.FromMilliseconds(50),
        };
        var storage = new PostgreSqlStorage(
            new NpgsqlConnectionFactory(database.ConnectionString(), options), options);
        using var server = new BackgroundJobServer(
            new BackgroundJobServerOptions
            {
                WorkerCount = Workers,
                SchedulePollingInterval = TimeSpan.FromSeconds(1),
            },
            storage);
        var client = new BackgroundJobClient(storage);
        var due = TimeProvider.System.GetUtcNow().AddSeconds(10 + (jobs / ScheduledASecond));
        Parallel.For(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = 4 }, job =>
            client.Schedule<HangfireJob>(made => made.RunAsync(job), due));
        return await peer.CountAsync(Name, due, database);
    }
}

/// <summary>Made by Hangfire.</summary>
public sealed class HangfireJob
{
#pragma warning disable CA1822 // Hangfire calls methods of instances.
    public Task RunAsync(int job) => Peer.Current.SendAsync(job);
#pragma warning restore CA1822
}
