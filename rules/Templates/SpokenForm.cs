using System.Text.RegularExpressions;

namespace BalanceNotifications.Templates;

/// <summary>
/// Values as a voice reads them out. Text-to-speech reads "4242" as four thousand and "(312)" as three hundred;
/// amounts and dates it reads well as they are written.
/// </summary>
public static partial class SpokenForm
{
    private static readonly IReadOnlyList<string> Spelled = ["practice.phone", "account.last4", "card.last4"];

    /// <summary>Telephone numbers and last digits one by one, with a pause between groups.</summary>
    public static MergeValues Of(MergeValues values) => Spelled.Aggregate(
        values,
        (spoken, field) => values[field] is { } written ? spoken.With(field, Spell(written)) : spoken);

    /// <summary><c>(312) 555-0100</c> becomes <c>3 1 2, 5 5 5, 0 1 0 0</c>.</summary>
    public static string Spell(string written) =>
        string.Join(", ", Groups().Matches(written).Select(group => string.Join(' ', group.Value.AsEnumerable())));

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex Groups();
}
