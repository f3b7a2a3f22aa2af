namespace BalanceNotifications.Calls;

/// <summary>Who reads a language out, from the embedded <c>call-voices.csv</c>.</summary>
/// <param name="Language">As Twilio names it.</param>
/// <param name="Name">As Twilio names it.</param>
public sealed record CallVoice(string Language, string Name)
{
    private static readonly (string Tag, CallVoice Voice)[] Rows = [.. Read()];

    /// <summary>The voice of the longest tag that begins the reader's; English for a language nobody reads.</summary>
    /// <param name="language">BCP 47.</param>
    public static CallVoice Of(string language) => Rows
        .Where(row => Begins(language, row.Tag))
        .OrderByDescending(row => row.Tag.Length)
        .Select(row => row.Voice)
        .FirstOrDefault(Rows[0].Voice);

    private static bool Begins(string language, string tag) =>
        language.StartsWith(tag, StringComparison.OrdinalIgnoreCase)
        && (language.Length == tag.Length || language[tag.Length] is '-');

    private static IEnumerable<(string, CallVoice)> Read()
    {
        using var resource = typeof(CallVoice).Assembly.GetManifestResourceStream("call-voices.csv")!;
        using var reader = new StreamReader(resource);
        foreach (var line in reader.ReadToEnd().Split('\n').Where(line => line is [not '#', ..]).Skip(1))
        {
            var cells = line.Split(',');
            yield return (cells[0], new(cells[1], cells[2]));
        }
    }
}
