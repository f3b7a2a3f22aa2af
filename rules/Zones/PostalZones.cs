using System.Globalization;

namespace BalanceNotifications.Zones;

/// <summary>The zone of a US postal code, from the embedded <c>postal-zones.csv</c> (decision 0006).</summary>
internal static class PostalZones
{
    private const int PrefixLength = 3;
    private const int CodeLength = 5;

    private static readonly Dictionary<string, string> Zones = Load();

    /// <param name="postalCode">Five digits or ZIP+4.</param>
    /// <returns>Null when the code is unknown, or military and so nowhere in particular.</returns>
    public static TimeZoneInfo? Find(string? postalCode) =>
        postalCode is { Length: >= CodeLength }
        && (Zones.TryGetValue(postalCode[..CodeLength], out var id)
            || Zones.TryGetValue(postalCode[..PrefixLength], out id))
            ? ZoneId.Find(id)
            : null;

    private static Dictionary<string, string> Load()
    {
        using var resource = typeof(PostalZones).Assembly.GetManifestResourceStream("postal-zones.csv")!;
        using var reader = new StreamReader(resource);
        var zones = new Dictionary<string, string>(StringComparer.Ordinal);
        var rows = reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && char.IsAsciiDigit(line[0]));
        foreach (var row in rows.Select(line => line.Split(',')))
        {
            var last = int.Parse(row[1], CultureInfo.InvariantCulture);
            for (var code = int.Parse(row[0], CultureInfo.InvariantCulture); code <= last; code++)
            {
                zones.Add(code.ToString("D" + row[0].Length, CultureInfo.InvariantCulture), row[2]);
            }
        }

        return zones;
    }
}
