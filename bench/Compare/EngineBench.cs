using System.Globalization;
using System.Text.Json;
using BalanceNotifications.Bench.Fire;
using BalanceNotifications.Bench.Ingest;
using BalanceNotifications.Bench.Peers;
using BalanceNotifications.Bench.Report;

namespace BalanceNotifications.Bench.Compare;

/// <summary>Runs everybody on the same server and the same sink, writes RESULTS.md, and ends with one line of JSON.</summary>
internal static class EngineBench
{
    public static async Task<int> RunAsync(EngineOptions options)
    {
        var contests = new List<Contest>();
        var warm = $"warm={Math.Max(1000, options.Fast / 5)}";
        foreach (var smtp in (bool[])[false, true])
        {
            contests.Add(await Contest.FireAsync("Paced", "Paced", smtp, options.Fast, options.Runs, warm));
            contests.Add(await Contest.FireAsync(
                FireOptions.Worker, FireOptions.Worker, smtp, options.Fast, options.Runs, warm));
            contests.Add(await Contest.FireAsync("AdoNet", "AdoNet", smtp, options.Fast, options.Runs));
            contests.Add(await Contest.FireAsync("AdoNet stock", "AdoNetStock", smtp, options.Fast, 1));
        }

        contests.Add(await Contest.PeerAsync(HangfirePeer.Name, options.Jobs, options.Runs));
        contests.Add(await Contest.PeerAsync(QuartzPeer.Name, options.Jobs, options.Runs));

        var scale = new List<(long Scheduled, Contest Contest)>();
        foreach (var scheduled in options.Scheduled)
        {
            scale.Add((scheduled, await Contest.FireAsync(
                $"Paced, {scheduled:N0} idle", "Paced", false, options.ScaleDue, 1,
                $"idle={scheduled.ToString(CultureInfo.InvariantCulture)}", warm)));
        }

        var burst = await Contest.FireAsync(
            "Burst", "Paced", false, options.Burst - (options.Small * FireOptions.AccountsOfSmall), 1,
            $"small={options.Small}", warm);
        var ingest = await Child.RunAsync<IngestResult>("ingest", options.Ingest.ToString(CultureInfo.InvariantCulture));

        var outcome = new EngineOutcome(options, contests, scale, burst, ingest);
        await ResultsPage.WriteAsync(outcome);
        Console.WriteLine(JsonSerializer.Serialize(outcome.Figures()));
        return outcome.IsWhole ? 0 : 1;
    }
}
