using System.Text.Json.Nodes;
using BalanceNotifications.Bench.Batch;
using BalanceNotifications.Bench.Report;

namespace BalanceNotifications.Bench.Desk;

/// <summary>What came of all runs; null for one that failed.</summary>
internal sealed record DeskOutcome(DeskOptions Options, BatchResult? Paced, BatchResult? Stock, HistoryResult? History)
{
    private static readonly string[] Pages =
        ["list_first", "list_deep", "list_errors", "list_errors_deep", "list_status", "summary", "summary_month"];

    /// <summary>What issue and design ask for. Memory is that of the whole batch, from its first byte until all is planned.</summary>
    public IReadOnlyList<Goal> Goals() =>
    [
        new("upload_over_copy", Round(Paced?.UploadOverCopy), 0.5, AtLeast: true),
        new("rows_per_s", Round(Paced?.EndToEndRate), 5_000, AtLeast: true),
        new("missing", Paced?.Missing + Stock?.Missing, 0, AtLeast: false),
        new("twice", Paced?.Twice + Stock?.Twice, 0, AtLeast: false),
        new("api_mb", Paced?.ApiPeakMb, 400, AtLeast: false),
        new("silo_mb", Paced?.SiloPeakMb, 400, AtLeast: false),
        .. Pages.Select(page => new Goal(
            $"{page}_p99_over_sql", Round(History?.Pages.SingleOrDefault(time => time.Name == page)?.Ratio), 2,
            AtLeast: false)),
    ];

    /// <summary>Runs of another size than the goals name say nothing about the goals.</summary>
    public IReadOnlyList<Goal> Missed(Shortfalls known) =>
        [.. Goals().Where(goal => !goal.Met && !goal.IsExcused(known) && (!Options.Quick || IsCorrectness(goal)))];

    /// <summary>The last line.</summary>
    public JsonObject Figures(Shortfalls known)
    {
        var figures = new JsonObject();
        foreach (var goal in Goals())
        {
            figures[goal.Figure] = goal.Value;
        }

        figures["upload_over_copy_without_key"] = Round(Paced?.UploadOverBareCopy);
        figures["stock_rows_per_s"] = Round(Stock?.EndToEndRate);
        figures["paced_over_stock"] = Paced is null || Stock is null ? null : Round(Paced.EndToEndRate / Stock.EndToEndRate);
        figures["excused"] = Names(Goals().Where(goal => goal.IsExcused(known)));
        figures["missed"] = Names(Missed(known));
        figures["quick"] = Options.Quick;
        return figures;
    }

    private static bool IsCorrectness(Goal goal) => goal.Value is null || goal.Figure is "missing" or "twice";

    private static JsonArray Names(IEnumerable<Goal> goals) => [.. goals.Select(goal => JsonValue.Create(goal.Figure))];

    private static double? Round(double? value) => value is { } number ? Math.Round(number, number < 100 ? 2 : 0) : null;
}
