using System.Globalization;

namespace BalanceNotifications.Bench.Measure;

/// <summary>What the processes of one PostgreSQL server have used, those that have ended with them.</summary>
internal static class PostgresCpu
{
    // Linux counts in hundredths of a second whatever its own clock does.
    private const int TicksASecond = 100;

    // Fields of /proc/<pid>/stat, counted from the one behind the name.
    private const int Parent = 1;
    private const int FirstTime = 11;
    private const int Times = 4;

    /// <summary>Zero where there is no <c>/proc</c>, or the server is on another machine.</summary>
    public static async Task<TimeSpan> UsedAsync(BenchDatabase database)
    {
        var backend = await database.AskAsync<int>("select pg_backend_pid()");
        if (Stat($"/proc/{backend}") is not { } one)
        {
            return TimeSpan.Zero;
        }

        var server = one[Parent];
        return TimeSpan.FromSeconds(
            Directory.EnumerateDirectories("/proc")
                .Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]))
                .Sum(process => Stat(process) is { } stat
                    && (stat[Parent] == server || process == $"/proc/{server}") ? Ticks(stat) : 0)
            / (double)TicksASecond);
    }

    // User and system time, its own and those of children that have ended.
    private static long Ticks(string[] stat) => stat.Skip(FirstTime).Take(Times)
        .Sum(field => long.Parse(field, CultureInfo.InvariantCulture));

    private static string[]? Stat(string process)
    {
        try
        {
            var stat = File.ReadAllText($"{process}/stat");
            return stat.Contains("(postgres)", StringComparison.Ordinal)
                ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ')
                : null;
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
