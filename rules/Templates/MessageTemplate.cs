namespace BalanceNotifications.Templates;

/// <summary>A message template (V18, V21–V27), in Liquid with an allow-list of fields. Revisions are immutable.</summary>
/// <param name="Language">Of its own parts: what a guarantor gets who reads none of the others.</param>
/// <param name="Subject">E-mail only.</param>
/// <param name="Html">E-mail only; sanitised when rendered. Null when the template is plain.</param>
/// <param name="Text">The words of a text or call; for an e-mail the plain part, derived from HTML when null.</param>
/// <param name="Active">An inactive template sends nothing.</param>
/// <param name="Variants">The same message in other languages; null for none.</param>
/// <param name="Replacement">
/// The template that is sent instead of an inactive one (V33); null for none, and while it is active.
/// </param>
public sealed record MessageTemplate(
    string Label,
    Channel Channel,
    string Language,
    string? Subject,
    string? Html,
    string? Text,
    bool Active,
    IReadOnlyList<TemplateVariant>? Variants = null,
    Guid? Replacement = null)
{
    /// <summary>The message in each of its languages, its own first.</summary>
    public IEnumerable<TemplateVariant> InEachLanguage() =>
        [new TemplateVariant(Language, Subject, Html, Text), .. Variants ?? []];
}

/// <summary>A template's message in one language.</summary>
/// <param name="Language">BCP 47.</param>
public sealed record TemplateVariant(string Language, string? Subject, string? Html, string? Text);

/// <summary>A message as it leaves.</summary>
/// <param name="Subject">Null but for e-mail.</param>
/// <param name="Html">Null but for e-mail with an HTML part.</param>
public sealed record RenderedMessage(string? Subject, string? Html, string Text);
