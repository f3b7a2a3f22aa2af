using System.Collections.Concurrent;

namespace BalanceNotifications.Zones;

/// <summary>
/// Holds two zones for one when their clocks agree, whatever they showed in the past: America/Boise and America/Denver
/// differ only before 1974, and a postal code must not seem to contradict an area code because of that.
/// </summary>
internal sealed class SameClock : IEqualityComparer<TimeZoneInfo>
{
    public static readonly SameClock Comparer = new();

    // US rules stand since 2007, so any later year shows them; a step of a day cannot miss a season.
    private static readonly DateTimeOffset Sampled = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private const int SampledDays = 365;

    private readonly ConcurrentDictionary<string, string> _clocks = new(StringComparer.Ordinal);

    public bool Equals(TimeZoneInfo? left, TimeZoneInfo? right) =>
        left is null || right is null ? left == right : left.Id == right.Id || ClockOf(left) == ClockOf(right);

    public int GetHashCode(TimeZoneInfo zone) => ClockOf(zone).GetHashCode(StringComparison.Ordinal);

    private string ClockOf(TimeZoneInfo zone) => _clocks.GetOrAdd(zone.Id, static (_, sampled) =>
        string.Join(' ', Changes(sampled)), zone);

    private static IEnumerable<string> Changes(TimeZoneInfo zone)
    {
        TimeSpan? last = null;
        for (var day = 0; day < SampledDays; day++)
        {
            var offset = zone.GetUtcOffset(Sampled.AddDays(day));
            if (offset != last)
            {
                last = offset;
                yield return $"{day}:{offset}";
            }
        }
    }
}
