using System.Text.Json.Nodes;
using BalanceNotifications.Bench.Fire;
using BalanceNotifications.Bench.Ingest;
using BalanceNotifications.Bench.Peers;

namespace BalanceNotifications.Bench.Compare;

/// <summary>What came of all runs.</summary>
internal sealed record EngineOutcome(
    EngineOptions Options,
    IReadOnlyList<Contest> Contests,
    IReadOnlyList<(long Scheduled, Contest Contest)> Scale,
    Contest Burst,
    IngestResult? Ingest)
{
    /// <summary>Whether every competitor came to a result.</summary>
    public bool IsWhole => Ingest is not null
        && Contests.Append(Burst).Concat(Scale.Select(at => at.Contest)).All(contest => contest.Runs.Count > 0);

    /// <summary>The figures of the last line; null for one that could not be had.</summary>
    public JsonObject Figures() => new()
    {
        ["paced_over_adonet_smtp"] = OverAdoNet(smtp: true),
        ["paced_over_adonet_noop"] = OverAdoNet(smtp: false),
        ["paced_over_worker_smtp"] = Over(FireOptions.Worker, smtp: true),
        ["paced_over_worker_noop"] = Over(FireOptions.Worker, smtp: false),
        ["paced_over_hangfire_noop"] = Over(HangfirePeer.Name, smtp: false),
        ["paced_over_quartz_noop"] = Over(QuartzPeer.Name, smtp: false),
        ["scale_10m_over_100k"] = Ratio(Scale[^1].Contest.Cpu, Scale[0].Contest.Cpu),
        ["disk_bytes_per_idle_account"] = Scale[^1].Contest.Last?.DiskBytesPerIdle is { } bytes
            ? Math.Round(bytes, 1)
            : null,
        ["burst_small_p99_s"] = Burst.Last?.SmallP99 is { } late ? Math.Round(late, 2) : null,
        ["burst_rss_mb"] = Burst.Last?.PeakRssMb,
        ["lost"] = Ours.Sum(contest => contest.Lost),
        ["twice"] = Ours.Sum(contest => contest.Twice),
        ["ingest_per_s"] = Ingest is null ? null : Math.Round(Ingest.Rate),
        ["quick"] = Options.Quick,
    };

    // What the others lose stands in the table.
    private IEnumerable<Contest> Ours => Contests.Where(contest => contest.Name == "Paced")
        .Concat(Scale.Select(at => at.Contest)).Append(Burst);

    // The best set-up of it that loses nothing; a faster one that does is no peer.
    private JsonValue? OverAdoNet(bool smtp) => Ratio(
        Find("Paced", smtp).Rate,
        Contests.Where(contest => contest.Smtp == smtp && contest.Correct
                && contest.Name.StartsWith("AdoNet", StringComparison.Ordinal))
            .Select(contest => contest.Rate).DefaultIfEmpty().Max());

    private JsonValue? Over(string name, bool smtp) => Ratio(Find("Paced", smtp).Rate, Find(name, smtp).Rate);

    private Contest Find(string name, bool smtp) =>
        Contests.Single(contest => contest.Name == name && contest.Smtp == smtp);

    private static JsonValue? Ratio(double value, double by) => by > 0 ? JsonValue.Create(Math.Round(value / by, 2)) : null;
}
