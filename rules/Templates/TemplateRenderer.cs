namespace BalanceNotifications.Templates;

/// <summary>Makes a message of a template and the values of one account.</summary>
public static class TemplateRenderer
{
    /// <summary>
    /// Raised when the same template and values would give another message, so that a stored message is never taken
    /// for what a newer renderer would have sent.
    /// </summary>
    public const int Version = 1;

    /// <param name="template">Parsed on first use and kept as long as this object lives.</param>
    /// <param name="language">Of the reader, BCP 47; null for the template's own.</param>
    /// <exception cref="FormatException">The template was saved without <see cref="TemplateRules"/>.</exception>
    public static RenderedMessage Render(MessageTemplate template, MergeValues values, string? language = null) =>
        CompiledTemplate.Of(template).Render(values, language);
}
