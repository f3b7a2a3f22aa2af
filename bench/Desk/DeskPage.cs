using System.Globalization;
using System.Text;
using BalanceNotifications.Bench.Batch;
using BalanceNotifications.Bench.Report;

namespace BalanceNotifications.Bench.Desk;

/// <summary>The desk's part of RESULTS.md.</summary>
internal static class DeskPage
{
    private const string Method = """
        ## What is counted, and how

        - Silo and api are processes of their own, as operators run them; client, both hosts and PostgreSQL share the cores.
          Only ratios travel to another machine.
        - **Upload** is `POST …/batches` with a CSV file of 21 columns, from the first byte to the answer: the rows are then
          checked, and durable. **Plain COPY** reads the same file from the same disk cache over the same kind of connection
          into a table of those 21 columns as text, with a number for each row as its primary key, as the rows of a batch
          have; and, beside it, into one without a key. Both are durable, neither checks anything. A checkpoint comes before each.
        - **Rows/s** runs from the first byte until the cadence of every account is planned and in the history. Every account
          is new. **Missing**: rows without a notification or without a line in the ledger. **Twice**: with more than one.
        - **Memory** is the most that was resident from the start of the process to the end of the batch.
        - **Pages** are asked for one at a time, by turns of the api and of PostgreSQL by hand: the same rows and columns
          by the statement that somebody would write who knows the indexes, prepared, without row security. A practice has half
          of the history. *deep* pages, months and statuses begin at random places, other ones for each side.
        """;

    public static async Task<string> OfAsync(DeskOutcome outcome, Shortfalls known)
    {
        var page = new StringBuilder("# Results of `./bn bench desk`\n\n");
        if (outcome.Options.Quick)
        {
            page.Append("**A smoke test (`--quick`): these numbers are too small to mean anything.**\n\n");
        }

        page.Append(await ResultsPage.MachineAsync()).Append("\n\n").Append(Method).Append("\n\n## Goals\n\n");
        page.Append("| figure | value | goal | reached |\n|---|---|---|---|\n");
        foreach (var goal in outcome.Goals())
        {
            Line(page, goal.Figure, goal.Value, $"{(goal.AtLeast ? "≥" : "≤")} {goal.Bound.ToString(CultureInfo.InvariantCulture)}",
                goal.Met ? "yes" : goal.IsExcused(known) ? "no, see above" : "no");
        }

        page.Append("\n```json\n").Append(outcome.Figures(known).ToJsonString()).Append("\n```\n\n## Batches\n\n");
        page.Append("| engine | rows | MB | upload s | rows/s | planning rows/s | end to end rows/s | missing | twice |"
            + " api µs | PG µs | silo µs | PG µs | api MB | silo MB |\n"
            + "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        Batch(page, "Paced", outcome.Paced);
        Batch(page, "AdoNet", outcome.Stock);
        page.Append("\nThe first two µs are of the upload, the next two of planning, for one row.\n");
        if (outcome.History is { } history)
        {
            page.Append(CultureInfo.InvariantCulture, $"""

                ## Pages of {history.Rows:N0} notifications

                {history.Gigabytes} GB with their indexes; {history.Requests} requests of each kind, milliseconds.

                | page | api p50 | api p99 | SQL p50 | SQL p99 | p99 ratio |
                |---|---|---|---|---|---|

                """);
            foreach (var time in history.Pages)
            {
                Line(page, time.Name, time.ApiP50, time.ApiP99, time.SqlP50, time.SqlP99, Math.Round(time.Ratio, 2));
            }
        }

        return page.ToString();
    }

    private static void Batch(StringBuilder page, string engine, BatchResult? run)
    {
        if (run is null)
        {
            Line(page, engine, "did not come to an end");
            return;
        }

        Line(page, engine, run.Rows, run.Bytes >> 20, Math.Round(run.UploadSeconds, 1), Math.Round(run.UploadRate),
            Math.Round(run.DriveRate), Math.Round(run.EndToEndRate), run.Missing, run.Twice, run.UploadApiCpu,
            run.UploadPostgresCpu, run.DriveSiloCpu, run.DrivePostgresCpu, run.ApiPeakMb, run.SiloPeakMb);
    }

    private static void Line(StringBuilder page, params IReadOnlyList<object?> cells) => page.Append("| ")
        .AppendJoin(" | ", cells.Select(cell => string.Format(CultureInfo.InvariantCulture, "{0}", cell))).Append(" |\n");
}
