using System.Globalization;

namespace BalanceNotifications.Bench.Measure;

/// <summary>What all PostgreSQL processes of this machine have used, those that have ended with them.</summary>
internal static class PostgresCpu
{
    // Linux counts in hundredths of a second whatever its own clock does.
    private const int TicksASecond = 100;

    /// <summary>Zero where there is no <c>/proc</c>.</summary>
    public static TimeSpan Used() => Directory.Exists("/proc")
        ? TimeSpan.FromSeconds(Directory.EnumerateDirectories("/proc").Sum(TicksOf) / (double)TicksASecond)
        : TimeSpan.Zero;

    private static long TicksOf(string process)
    {
        try
        {
            var stat = File.ReadAllText($"{process}/stat");
            if (!stat.Contains("(postgres)", StringComparison.Ordinal))
            {
                return 0;
            }

            // User and system time, its own and those of children that have ended.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields.Skip(11).Take(4).Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return 0;
        }
        catch (UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
