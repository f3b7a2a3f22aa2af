using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using BalanceNotifications.Bench.Compare;
using Hangfire;
using Npgsql;
using Quartz;

namespace BalanceNotifications.Bench.Report;

/// <summary>Writes the engines' part of RESULTS.md and its plots.</summary>
internal static class ResultsPage
{
    private const string Method = """
        ## What is counted, and how

        - One machine, one PostgreSQL, one SMTP sink (Postfix's `smtp-sink`): everything shares the same cores. Only
          ratios travel to another machine.
        - Every run has a process of its own (Server GC) and a database of its own, with a checkpoint before it and a
          warm-up that has ended before what is measured: a fifth of it for the paced engine and the worker, 1,000 for
          AdoNet, ten seconds or more for each.
        - All accounts are due at one instant. **Rate**: 99 % of what was sent, divided by the time from that instant until
          that many were recorded as sent; a last few that come back with a retry's minute (AdoNet's do) make no pace.
          **All/s** counts until the last one. **p50, p99**: how late, in seconds; in a burst that is the queue. **CPU**:
          microseconds of the process, of PostgreSQL and of the sink for one.
        - **Lost**: due, and not both recorded and with the recipient. **Twice**: with the recipient more than once. Both
          by the sink's count (no-op: by what the channel was handed), not by our own history.
        - *No-op* still decides, composes and renders each message; only the channel sends nothing.
        - **AdoNet**: Orleans' own reminders and storage, with the corrected queries of `storage/Schema/0002-orleans.sql`
          (limit 2,000, jitter 2 s, refresh 10 s), Npgsql's pool time-out at 300 s. **AdoNet stock**: the queries and
          settings that Orleans and Npgsql come with. Ratios are against the faster of the two that loses nothing.
        - **Worker**: two loops without Orleans, 500 at a time, with the product's own statements, rules and renderer.
        - **Hangfire, Quartz**: scheduled jobs that insert one row of history each, no more; their table has two indexes.
          Hangfire: 20 workers, polls of 50 ms and 1 s. Quartz: 32 threads, batches of 32.
        - **Idle** reminders stand 1 to 30 days ahead, in no order of keys. The ratio is of CPU for the same due work.
        - **Ingest**: guarantor's columns and statement in one call of each new account's grain, 1,024 at a time, until
          all are answered: planned, and written to the history.
        """;

    public static async Task WriteAsync(EngineOutcome outcome)
    {
        var page = new StringBuilder("# Results of `./bn bench engine`\n\n");
        if (outcome.Options.Quick)
        {
            page.Append("**A smoke test (`--quick`): these numbers are too small to mean anything.**\n\n");
        }

        page.Append(await MachineAsync()).Append("\n\n").Append(Method).Append("\n\n## Medians\n\n");
        page.Append("![Rate](plots/rate.svg)\n![CPU](plots/cpu.svg)\n![Scale](plots/scale.svg)\n\n");
        page.Append("| competitor | send | rate/s | CPU µs | lost | twice | correct |\n|---|---|---|---|---|---|---|\n");
        foreach (var contest in outcome.Contests)
        {
            Line(page, contest.Name, Way(contest.Smtp), Whole(contest.Rate), Whole(contest.Cpu), contest.Lost,
                contest.Twice, contest.Correct ? "yes" : "no");
        }

        page.Append("\n```json\n").Append(outcome.Figures().ToJsonString()).Append("\n```\n\n## Each run\n\n");
        page.Append("| run | send | due | rate/s | all/s | p50 s | p99 s | small p99 s | lost | twice | process µs | PG µs |"
            + " sink µs | RSS MB | bytes/idle | ended |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var contest in outcome.Contests.Concat(outcome.Scale.Select(at => at.Contest)).Append(outcome.Burst))
        {
            foreach (var run in contest.Runs)
            {
                Line(page, contest.Name, Way(contest.Smtp), run.Accounts, Whole(run.Rate), Whole(run.RateOfAll),
                    Tenths(run.P50), Tenths(run.P99), Tenths(run.SmallP99), run.Lost, run.Twice, Whole(run.SiloCpu),
                    Whole(run.PostgresCpu), Whole(run.SinkCpu), run.PeakRssMb, Tenths(run.DiskBytesPerIdle),
                    run.TimedOut ? "not in time" : "yes");
            }
        }

        if (outcome.Ingest is { } ingest)
        {
            page.Append(CultureInfo.InvariantCulture, $"""

                ## Ingest

                {ingest.Accounts} statements: {ingest.Rate:0}/s, {ingest.SiloCpu:0} µs of the silo and
                {ingest.PostgresCpu:0} µs of PostgreSQL for one, {ingest.Missing} without history, RSS {ingest.PeakRssMb} MB.

                """);
        }

        var plots = Directory.CreateDirectory(Path.Combine(ResultsFile.Folder, "plots"));
        await ResultsFile.WritePartAsync("engine", page.ToString());
        Plots.Write(plots.FullName, outcome);
    }

    public static async Task<string> MachineAsync()
    {
        await using var postgres = NpgsqlDataSource.Create(BenchDatabase.Server);
        await using var command = postgres.CreateCommand("""
            select 'PostgreSQL ' || current_setting('server_version') || ': ' || string_agg(
                name || ' ' || current_setting(name), ', ' order by name)
            from pg_settings where name in (
                'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_connections', 'max_wal_size')
            """);
        var settings = (string)(await command.ExecuteScalarAsync())!;
        return $"""
            {Environment.ProcessorCount} cores ({await CpuAsync()}), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GB,
            {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, commit
            {await CommitAsync()}, {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC.

            {settings}.

            Orleans {Version(typeof(Grain))}, Npgsql {Version(typeof(NpgsqlConnection))}, MailKit
            {Version(typeof(MailKit.Net.Smtp.SmtpClient))}, Hangfire {Version(typeof(BackgroundJob))}, Quartz
            {Version(typeof(IScheduler))}.
            """;
    }

    private static async Task<string> CpuAsync() => File.Exists("/proc/cpuinfo")
        ? (await File.ReadAllLinesAsync("/proc/cpuinfo"))
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "?"
        : "?";

    private static async Task<string> CommitAsync()
    {
        using var git = Process.Start(
            new ProcessStartInfo("git", ["describe", "--always", "--dirty"]) { RedirectStandardOutput = true })!;
        return (await git.StandardOutput.ReadToEndAsync()).Trim();
    }

    private static string Version(Type type) => FileVersionInfo.GetVersionInfo(type.Assembly.Location).FileVersion ?? "?";

    private static void Line(StringBuilder page, params object?[] cells) =>
        page.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Way(bool smtp) => smtp ? "SMTP" : "no-op";

    private static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    private static string Tenths(double? value) => value?.ToString("0.0", CultureInfo.InvariantCulture) ?? "";
}
