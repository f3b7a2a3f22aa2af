using System.Globalization;
using System.Text.RegularExpressions;

namespace BalanceNotifications.Templates;

/// <summary>The languages in which dates and amounts can be written; any other is written in English.</summary>
public static partial class MessageLanguage
{
    private const string Fallback = "en";

    // .NET's long date holds the weekday, so the patterns without it are here.
    private static readonly Dictionary<string, string> DatePatterns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["en"] = "MMMM d, yyyy",
        ["es"] = "d 'de' MMMM 'de' yyyy",
        ["pt"] = "d 'de' MMMM 'de' yyyy",
        ["fr"] = "d MMMM yyyy",
        ["de"] = "d. MMMM yyyy",
        ["vi"] = "d MMMM, yyyy",
        ["zh"] = "yyyy年M月d日",
        ["ko"] = "yyyy년 M월 d일",
    };

    /// <summary>Whether it looks like a BCP 47 tag, such as <c>en</c> or <c>es-US</c>.</summary>
    public static bool IsValid(string? tag) => tag is not null && Tag().IsMatch(tag);

    internal static string DatePattern(string language) => DatePatterns[PrimaryOf(language)];

    internal static bool HasRegion(string language) =>
        language.Contains('-', StringComparison.Ordinal) && DatePatterns.ContainsKey(language.Split('-')[0]);

    internal static CultureInfo CultureOf(string language) =>
        CultureInfo.CreateSpecificCulture(HasRegion(language) ? language : PrimaryOf(language));

    private static string PrimaryOf(string language)
    {
        var primary = language.Split('-')[0];
        return DatePatterns.ContainsKey(primary) ? primary : Fallback;
    }

    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\z")]
    private static partial Regex Tag();
}
