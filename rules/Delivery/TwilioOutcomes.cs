using System.Globalization;

namespace BalanceNotifications.Delivery;

/// <summary>What Twilio's error codes mean for a text, from the embedded <c>twilio-outcomes.csv</c>.</summary>
public static class TwilioOutcomes
{
    private const string Prefix = "twilio ";

    // Whatever it means, it may go on for ever.
    private static readonly ProviderOutcome Unlisted = new(OutcomeKind.Sender, Tries: 2);

    /// <summary>All that are known, by code.</summary>
    public static IReadOnlyDictionary<int, ProviderOutcome> All { get; } = Load();

    public static ProviderOutcome Of(int code) => All.GetValueOrDefault(code, Unlisted);

    /// <summary>The code as a reason, for example <c>twilio 30005</c>.</summary>
    public static string ReasonOf(int code) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{code}");

    /// <summary>Null for a reason that is not one of Twilio's codes.</summary>
    public static ProviderOutcome? OfReason(string? reason) =>
        reason?.StartsWith(Prefix, StringComparison.Ordinal) is true
        && int.TryParse(reason.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? Of(code)
            : null;

    private static Dictionary<int, ProviderOutcome> Load()
    {
        using var resource = typeof(TwilioOutcomes).Assembly.GetManifestResourceStream("twilio-outcomes.csv")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd().Split('\n')
            .Where(line => line.Length > 0 && char.IsAsciiDigit(line[0]))
            .Select(line => line.Split(','))
            .ToDictionary(row => Number(row[0])!.Value, row => new ProviderOutcome(
                Enum.Parse<OutcomeKind>(row[1], ignoreCase: true),
                Number(row[2]),
                Number(row[3]) is { } hours ? TimeSpan.FromHours(hours) : null));
    }

    private static int? Number(string field) =>
        field.Length == 0 ? null : int.Parse(field, NumberStyles.None, CultureInfo.InvariantCulture);
}
