using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace BalanceNotifications.Zones;

/// <summary>IANA time zone names, such as <c>America/Chicago</c>.</summary>
public static partial class ZoneId
{
    // Holds only names that exist, so what clients send cannot make it grow.
    private static readonly ConcurrentDictionary<string, TimeZoneInfo> Known = new(StringComparer.Ordinal);

    public static bool IsValid([NotNullWhen(true)] string? id) => TryFind(id, out _);

    public static bool TryFind([NotNullWhen(true)] string? id, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        if (id is null || Known.TryGetValue(id, out zone))
        {
            return zone is not null;
        }

        // The base library also takes Windows names, other spellings and paths below the zone folder.
        if (!Iana().IsMatch(id) || !TimeZoneInfo.TryFindSystemTimeZoneById(id, out zone) || zone.Id != id)
        {
            zone = null;
            return false;
        }

        zone = Known.GetOrAdd(id, zone);
        return true;
    }

    /// <exception cref="TimeZoneNotFoundException">There is no such zone.</exception>
    public static TimeZoneInfo Find(string id) => TryFind(id, out var zone)
        ? zone
        : throw new TimeZoneNotFoundException("There is no IANA zone of that name.");

    [GeneratedRegex(@"^(UTC|(?!posix/|right/)[A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2})\z")]
    private static partial Regex Iana();
}
