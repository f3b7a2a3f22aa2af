namespace BalanceNotifications.Templates;

/// <summary>The values of previews and of the count of segments, written as one language writes them.</summary>
public static class ExampleValues
{
    private const int LongestDay = 28;

    private static readonly Money SampleAmount = Money.From(120);
    private static readonly Money LongestAmount = Money.From(1_000_000);

    private static readonly IReadOnlyList<string> Amounts = ["statement.amountDue", "balance.current"];

    private static readonly IReadOnlyList<(string Field, DateOnly Sample)> Dates =
    [
        ("statement.date", new(2026, 11, 23)),
        ("statement.dueDate", new(2026, 12, 14)),
        ("card.chargeDate", new(2026, 12, 14)),
        ("today", new(2026, 11, 23)),
    ];

    /// <summary>What previews show where nothing is known.</summary>
    /// <param name="currency">ISO 4217.</param>
    public static MergeValues Sample(string language, string currency) => With(
        MergeValues.Sample,
        MoneyFormat.Format(SampleAmount, currency, language),
        date => DateFormat.Format(date, language));

    /// <summary>The longest values to expect (V30), for an amount in US dollars.</summary>
    public static MergeValues Longest(string language)
    {
        var longest = Enumerable.Range(1, 12)
            .Select(month => DateFormat.Format(new(2026, month, LongestDay), language))
            .MaxBy(date => TextSegments.Count(date).Units)!;
        return With(MergeValues.Longest, MoneyFormat.Format(LongestAmount, "USD", language), _ => longest);
    }

    private static MergeValues With(MergeValues values, string amount, Func<DateOnly, string> format) =>
        Dates.Aggregate(
            Amounts.Aggregate(values, (filled, field) => filled.With(field, amount)),
            (filled, date) => filled.With(date.Field, format(date.Sample)));
}
