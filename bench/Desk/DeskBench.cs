using System.Globalization;
using System.Text.Json;
using BalanceNotifications.Bench.Batch;
using BalanceNotifications.Bench.Compare;
using BalanceNotifications.Bench.Report;

namespace BalanceNotifications.Bench.Desk;

/// <summary>
/// What the biller's desk costs: a batch on both engines, and pages of a long history. A line of JSON for each run and each
/// page, its part of RESULTS.md, and one last line with every ratio.
/// </summary>
internal static class DeskBench
{
    public static async Task<int> RunAsync(DeskOptions options)
    {
        var paced = Told("batch", await Child.RunAsync<BatchResult>("batch", Number(options.Rows), "engine=Paced"));
        var stock = Told("batch_stock", await Child.RunAsync<BatchResult>("batch", Number(options.StockRows), "engine=AdoNet"));
        var history = await Child.RunAsync<HistoryResult>("history", Number(options.History), Number(options.Requests));
        foreach (var page in history?.Pages ?? [])
        {
            Told("page", page);
        }

        var outcome = new DeskOutcome(options, paced, stock, history);
        var known = await ResultsFile.ShortfallsAsync();
        await ResultsFile.WritePartAsync("desk", await DeskPage.OfAsync(outcome, known));
        Console.WriteLine(outcome.Figures(known).ToJsonString());
        return outcome.Missed(known).Count == 0 ? 0 : 1;
    }

    private static T? Told<T>(string run, T? result)
        where T : class
    {
        Console.WriteLine(JsonSerializer.Serialize(new { run, result }));
        return result;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
