using System.Globalization;
using Spectre.Console;

namespace BalanceNotifications.Simulation;

/// <summary>What would become of the notifications, by status, reason and channel.</summary>
internal static class SimulationTable
{
    public static void Write(IAnsiConsole console, SimulationResult result)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("By", "What");
        table.AddColumn("Count", column => column.RightAligned());
        table.AddColumn("Percent", column => column.RightAligned());
        Add(table, "status", result.ByStatus, result.Planned);
        Add(table, "reason", result.ByReason, result.Planned);
        Add(table, "channel", result.ByChannel, result.Planned);
        Add(table, "planned nothing", result.Unplanned, result.Statements);
        console.Write(table);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Accounts:N0} accounts, {result.Days} days: {result.Statements:N0} statements, {result.Planned:N0} notifications, in {result.Seconds:0.0} s ({result.Accounts / Math.Max(result.Seconds, 0.01):N0} accounts/s)"));
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"cost {result.Cost:N2}, postage saved {result.PostageSaved:N2}"));
    }

    private static void Add(Table table, string by, IReadOnlyDictionary<string, int> counts, int all)
    {
        foreach (var (name, count) in counts.OrderByDescending(count => count.Value))
        {
            table.AddRow(
                by,
                Markup.Escape(name),
                count.ToString("N0", CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"{100m * count / Math.Max(all, 1):0.0} %"));
        }
    }
}
