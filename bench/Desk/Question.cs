using BalanceNotifications.Bench.Seed;
using BalanceNotifications.Paging;
using Npgsql;

namespace BalanceNotifications.Bench.Desk;

/// <summary>One kind of page: asked of the api, and of PostgreSQL by hand.</summary>
/// <param name="Path">Behind the practice's notifications; of a place in the history, 0 to 1, where the page has one.</param>
/// <param name="Places">The parameters behind the practice, of the same.</param>
internal sealed record Question(string Name, string Sql, Func<double, string> Path, Func<double, NpgsqlParameter[]> Places)
{
    private const int SummaryDays = 30;

    public static IReadOnlyList<Question> All(HistoryRows history) =>
    [
        new("list_first", HandSql.First, _ => "", _ => []),
        new("list_deep", HandSql.Deep, at => $"?cursor={CursorAt(history, at)}", at => [Before(history, at)]),
        new("list_errors", HandSql.Errors, _ => "?errors=true", _ => [Before(history, 1)]),
        new("list_errors_deep", HandSql.Errors, at => $"?errors=true&cursor={CursorAt(history, at)}",
            at => [Before(history, at)]),
        new("list_status", HandSql.Undeliverable, at => $"?status=undeliverablePermanent&cursor={CursorAt(history, at)}",
            at => [Before(history, at)]),
        new("summary", HandSql.Summary, _ => "/summary",
            _ => [Database.Value(DateOnly.MinValue), Database.Value(DateOnly.MaxValue)]),
        new("summary_month", HandSql.Summary,
            at => $"/summary?from={Day(history, at):yyyy-MM-dd}T00:00:00Z&to={Day(history, at).AddDays(SummaryDays):yyyy-MM-dd}T00:00:00Z",
            at => [Database.Value(Day(history, at)), Database.Value(Day(history, at).AddDays(SummaryDays))]),
    ];

    private static string CursorAt(HistoryRows history, double at) => Cursor.Of($"{new ListPlace(history.IdAt(at))}");

    private static NpgsqlParameter Before(HistoryRows history, double at) => Database.Value(history.IdAt(at));

    private static DateOnly Day(HistoryRows history, double at) => DateOnly.FromDateTime(
        history.Start.UtcDateTime.AddDays(at * (HistoryRows.DaysBack + HistoryRows.DaysAhead - SummaryDays)));
}
