using System.Diagnostics;
using System.Globalization;
using BalanceNotifications.Accounts;
using BalanceNotifications.Bench.Measure;
using BalanceNotifications.Bench.Seed;
using BalanceNotifications.Notifications;
using Microsoft.Extensions.DependencyInjection;

namespace BalanceNotifications.Bench.Ingest;

/// <summary>
/// Posts a statement to each of so many new accounts, as a batch's rows come: guarantor's columns and statement in one
/// call of the grain, from the silo's own process, a bounded number at a time. It ends when every call is answered, which
/// is when the cadence is planned and its history written.
/// </summary>
internal static class IngestRun
{
    private const int AtATime = 1024;

    public static async Task<IngestResult> RunAsync(BenchDatabase database, int accounts)
    {
        var practice = await BenchPractice.OpenAsync(database, "giant");
        await using var silo = await BenchSilo.StartAsync(
            database, "Paced", null, new NoOpChannel(), new Dictionary<string, string?>());
        var grains = silo.Services.GetRequiredService<IGrainFactory>();
        // So that the run does not pay for starting up.
        await PostAsync(database, practice, grains, "w", Math.Min(accounts, 5000));
        await database.ExecuteAsync("checkpoint");

        using var self = Process.GetCurrentProcess();
        var before = (Self: self.TotalProcessorTime, Postgres: await PostgresCpu.UsedAsync(database));
        var started = Stopwatch.GetTimestamp();
        await PostAsync(database, practice, grains, "b", accounts);
        var took = Stopwatch.GetElapsedTime(started);
        self.Refresh();
        var (cpu, postgres) = (self.TotalProcessorTime - before.Self, await PostgresCpu.UsedAsync(database) - before.Postgres);
        var written = await database.AskAsync<long>(
            "select count(*) from notification where account like 'b%' and status = $1",
            Database.Value((short)NotificationStatus.Scheduled));
        await silo.StopAsync();
        return new(
            accounts, accounts / took.TotalSeconds, accounts - written, cpu.TotalMicroseconds / accounts,
            postgres.TotalMicroseconds / accounts, self.PeakWorkingSet64 >> 20);
    }

    private static Task PostAsync(
        BenchDatabase database, BenchPractice practice, IGrainFactory grains, string prefix, int count) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count).Select(n => prefix + n.ToString(CultureInfo.InvariantCulture)),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime },
            async (number, _) => await BenchPractice.PostAsync(
                grains.GetGrain<IAccountGrain>(AccountKey.Of(
                    practice.Practice.Id, practice.Practice.Salt, number).ToString()),
                database.Clock,
                BenchPractice.Guarantor(number)));
}

/// <param name="Rate">Statements a second.</param>
/// <param name="Missing">Without a scheduled notification in the history.</param>
/// <param name="SiloCpu">Microseconds a statement.</param>
internal sealed record IngestResult(
    int Accounts, double Rate, long Missing, double SiloCpu, double PostgresCpu, long PeakRssMb);
