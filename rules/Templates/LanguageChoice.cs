namespace BalanceNotifications.Templates;

/// <summary>Which of a template's languages a guarantor gets (RFC 4647 3.4, lookup).</summary>
public static class LanguageChoice
{
    /// <summary>
    /// The exact tag; else the tag with its last parts taken off one by one; else one of another region of the same
    /// language; else the first.
    /// </summary>
    /// <param name="wanted">The guarantor's tag; null takes the first.</param>
    /// <param name="offered">The template's own language first; at least one.</param>
    public static string Of(string? wanted, IReadOnlyCollection<string> offered)
    {
        for (var range = wanted; range is not null; range = WithoutLast(range))
        {
            if (offered.FirstOrDefault(tag => tag.Equals(range, StringComparison.OrdinalIgnoreCase)) is { } exact)
            {
                return exact;
            }
        }

        return offered.FirstOrDefault(tag => wanted is not null && AreOneLanguage(tag, wanted)) ?? offered.First();
    }

    /// <summary>Whether two tags differ at most in region or script.</summary>
    public static bool AreOneLanguage(string left, string right) =>
        left.Split('-')[0].Equals(right.Split('-')[0], StringComparison.OrdinalIgnoreCase);

    private static string? WithoutLast(string tag) =>
        tag.LastIndexOf('-') is > 0 and var hyphen ? tag[..hyphen] : null;
}
