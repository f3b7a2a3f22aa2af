using System.Globalization;
using System.Text.RegularExpressions;

namespace BalanceNotifications.Bench.Report;

/// <summary>The goals that are known to be missed, by figure: how bad it may be. Why stands beside it, for people.</summary>
internal sealed partial class Shortfalls
{
    private readonly Dictionary<string, double> _known = new(StringComparer.Ordinal);

    /// <param name="text">Of RESULTS.md: <c>- `figure` at 0.3: why</c>, a line each.</param>
    public static Shortfalls Parse(string text)
    {
        var shortfalls = new Shortfalls();
        foreach (Match line in Line().Matches(text))
        {
            shortfalls._known[line.Groups["figure"].Value] =
                double.Parse(line.Groups["bound"].Value, CultureInfo.InvariantCulture);
        }

        return shortfalls;
    }

    /// <summary>How bad the figure may be; null where no shortfall is known.</summary>
    public double? Of(string figure) => _known.TryGetValue(figure, out var bound) ? bound : null;

    [GeneratedRegex(@"^- `(?<figure>[a-z0-9_]+)` at (?<bound>[0-9]+(\.[0-9]+)?): \S", RegexOptions.Multiline)]
    private static partial Regex Line();
}
