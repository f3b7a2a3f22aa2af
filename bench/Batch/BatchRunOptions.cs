using System.Globalization;

namespace BalanceNotifications.Bench.Batch;

/// <param name="Kills">How often silo and api are killed in the middle, both at once.</param>
internal sealed record BatchRunOptions(string Engine, int Rows, int Kills, IReadOnlyDictionary<string, string> Settings)
{
    /// <param name="more"><c>kill=&lt;times&gt;</c>, <c>engine=AdoNet|Paced</c>, or settings of the product.</param>
    public static BatchRunOptions Parse(string rows, IReadOnlyList<string> more)
    {
        var settings = more.Select(one => one.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        settings.Remove("kill", out var kills);
        settings.Remove("engine", out var engine);
        return new(
            engine ?? "Paced", int.Parse(rows, CultureInfo.InvariantCulture),
            int.Parse(kills ?? "0", CultureInfo.InvariantCulture), settings);
    }
}
