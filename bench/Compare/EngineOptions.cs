using System.Globalization;

namespace BalanceNotifications.Bench.Compare;

/// <summary>How large the runs are. All of them as they come take some two hours; with <c>--runs 1</c>, less than one.</summary>
/// <param name="Runs">Of each competitor; the median counts.</param>
/// <param name="Fast">
/// Due at one instant for the paced engine, the plain worker and AdoNet. The same for all: a set-up that fires a few
/// thousand well may lose ticks, or crawl, at tens of thousands.
/// </param>
/// <param name="Jobs">For Hangfire and Quartz, whose pace is the same at any number.</param>
internal sealed record EngineOptions(
    bool Quick, int Runs, int Fast, int Jobs, int ScaleDue, long[] Scheduled, int Burst, int Small, int Ingest)
{
    private static readonly EngineOptions Whole =
        new(false, 3, 50_000, 3_000, 20_000, [100_000, 1_000_000, 10_000_000], 200_000, 500, 200_000);

    private static readonly EngineOptions Smoke =
        new(true, 1, 2_000, 200, 2_000, [10_000, 100_000], 4_000, 20, 4_000);

    /// <exception cref="ArgumentException">There is no such option.</exception>
    public static EngineOptions Parse(string[] args) => Parse(
        args.Contains("--quick") ? Smoke : Whole, [.. args.Where(arg => arg != "--quick")]);

    private static EngineOptions Parse(EngineOptions so, string[] args) => args switch
    {
        [] => so,
        ["--accounts", var count, .. var more] => Parse(
            so with { Fast = Number(count) }, more),
        ["--runs", var count, .. var more] => Parse(so with { Runs = Number(count) }, more),
        _ => throw new ArgumentException("Options are --quick, --accounts <n> and --runs <n>."),
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
