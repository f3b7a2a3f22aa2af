using System.Globalization;

namespace BalanceNotifications.Delivery;

/// <summary>What refusals by SMTP mean, from the embedded <c>smtp-outcomes.csv</c> (decision 0026).</summary>
public static class SmtpOutcomes
{
    /// <summary>In the order in which they are asked.</summary>
    public static IReadOnlyList<SmtpOutcomeRow> Rows { get; } = Load();

    /// <summary>The first row that fits; null for what is no refusal.</summary>
    /// <param name="reply">The three digits; null when only an enhanced code is known.</param>
    /// <param name="enhanced">Such as <c>5.1.1</c>; null when there is none.</param>
    public static SmtpOutcomeRow? Find(RefusedStep step, int? reply, string? enhanced) =>
        Rows.FirstOrDefault(row => row.Fits(step, reply, enhanced));

    private static IReadOnlyList<SmtpOutcomeRow> Load()
    {
        using var resource = typeof(SmtpOutcomes).Assembly.GetManifestResourceStream("smtp-outcomes.csv")!;
        using var reader = new StreamReader(resource);
        return
        [
            .. reader.ReadToEnd().Split('\n')
                .Where(line => line.Length > 0 && line[0] != '#')
                .Skip(1)
                .Select(line => SmtpOutcomeRow.Parse(line.Split(','))),
        ];
    }
}

/// <param name="Step">As in the file's head: one step, <c>later</c>, or <c>any</c>.</param>
/// <param name="Reply">As in the file's head: digits, <c>x</c>, or <c>*</c>.</param>
/// <param name="Enhanced">As in the file's head: numbers, <c>x</c>, <c>none</c>, or <c>*</c>.</param>
/// <param name="Source">Where it is laid down; "doubt" where nobody does.</param>
/// <param name="Example">A reply that fits.</param>
public sealed record SmtpOutcomeRow(
    string Step, string Reply, string Enhanced, OutcomeKind Outcome, string Source, string Example)
{
    internal static SmtpOutcomeRow Parse(string[] cells) =>
        cells is [var step, var reply, var enhanced, var outcome, var source, var example]
        ? new(
            step,
            reply,
            enhanced,
            outcome switch
            {
                "recipient-permanent" => OutcomeKind.BadAddress,
                "recipient-temporary" => OutcomeKind.Later,
                "sender" => OutcomeKind.Sender,
                "content" => OutcomeKind.Content,
                _ => throw new FormatException($"smtp-outcomes.csv knows no outcome {outcome}."),
            },
            source,
            example)
        : throw new FormatException($"A row of smtp-outcomes.csv has {cells.Length} cells.");

    internal bool Fits(RefusedStep step, int? reply, string? enhanced) =>
        FitsStep(step) && FitsReply(reply) && FitsEnhanced(enhanced);

    private bool FitsStep(RefusedStep step) => Step switch
    {
        "any" => true,
        "later" => step is not RefusedStep.Mail,
        _ => Step.Equals(step.ToString(), StringComparison.OrdinalIgnoreCase),
    };

    private bool FitsReply(int? reply) => Reply == "*"
        || (reply?.ToString(CultureInfo.InvariantCulture) is { Length: 3 } digits
            && Reply.Zip(digits).All(pair => pair.First is 'x' || pair.First == pair.Second));

    private bool FitsEnhanced(string? enhanced) => (Enhanced, enhanced) switch
    {
        ("*", _) => true,
        ("none", _) => enhanced is null,
        (_, null) => false,
        _ => Enhanced.Split('.').Zip(enhanced.Split('.')).All(pair => pair.First is "x" || pair.First == pair.Second),
    };
}
