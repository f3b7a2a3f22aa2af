using System.Collections.Frozen;

namespace BalanceNotifications.Inbound;

/// <summary>The embedded lists of <c>Phrases/</c>: one entry a line, <c>#</c> opens a comment.</summary>
internal static class PhraseFile
{
    /// <param name="name">The file's, without its ending.</param>
    public static IEnumerable<string> Lines(string name)
    {
        using var resource = typeof(PhraseFile).Assembly.GetManifestResourceStream($"inbound-{name}.txt")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd().Split('\n').Where(line => line is { Length: > 0 } and not ['#', ..]);
    }

    /// <summary>Lines of the form <c>name = what it stands for</c>.</summary>
    public static FrozenDictionary<string, string> Pairs(string name) => Lines(name)
        .Select(line => line.Split(" = ", 2))
        .ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
