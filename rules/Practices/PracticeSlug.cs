using System.Text.RegularExpressions;

namespace BalanceNotifications.Practices;

/// <summary>The name of a practice in paths and credentials: unique in its organisation, and permanent.</summary>
public static partial class PracticeSlug
{
    public const string Rule = "Is 2 to 39 of a-z, 0-9 and -, and does not begin with -.";

    public static bool IsWellFormed(string slug) => Form().IsMatch(slug);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{1,38}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
