namespace BalanceNotifications.Bench.Report;

/// <summary>
/// RESULTS.md, in the folder that <c>BN_BENCH_RESULTS</c> names. Each bench replaces its own part and nothing else; what a
/// person has written between the parts, the known shortfalls first of all, stays.
/// </summary>
internal static class ResultsFile
{
    private const string Beginning = """
        # Known shortfalls

        A bench ends with an error when it misses a goal, unless the figure stands here with how bad it may be, and why:
        a line that begins with a dash, the figure's name as code, "at" and a number. What is worse than that is an error.


        """;

    public static string Folder { get; } = Environment.GetEnvironmentVariable("BN_BENCH_RESULTS") ?? "bench";

    private static string Place => Path.Combine(Folder, "RESULTS.md");

    /// <param name="bench">The command's name.</param>
    public static async Task WritePartAsync(string bench, string part)
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Place, Replace(await ReadAsync() ?? Beginning, bench, part));
    }

    public static async Task<Shortfalls> ShortfallsAsync() => Shortfalls.Parse(await ReadAsync() ?? "");

    /// <summary>The text with the bench's part in place of the one before; at the end where there was none.</summary>
    public static string Replace(string text, string bench, string part)
    {
        var (first, last) = ($"<!-- begin {bench} -->\n", $"<!-- end {bench} -->\n");
        var fresh = $"{first}{part.TrimEnd()}\n{last}";
        var begins = text.IndexOf(first, StringComparison.Ordinal);
        var ends = text.IndexOf(last, StringComparison.Ordinal);
        return begins < 0 || ends < begins
            ? $"{text.TrimEnd()}\n\n{fresh}"
            : $"{text[..begins]}{fresh}{text[(ends + last.Length)..]}";
    }

    private static async Task<string?> ReadAsync() => File.Exists(Place) ? await File.ReadAllTextAsync(Place) : null;
}
