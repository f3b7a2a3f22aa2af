namespace BalanceNotifications.Templates;

/// <summary>A message template (V18, V21–V27), in Liquid with an allow-list of fields. Revisions are immutable.</summary>
/// <param name="Subject">E-mail only.</param>
/// <param name="Html">E-mail only; sanitised when rendered. Null when the template is plain.</param>
/// <param name="Text">The words of a text or call; for an e-mail the plain part, derived from HTML when null.</param>
/// <param name="Active">An inactive template sends nothing.</param>
public sealed record MessageTemplate(
    string Label, Channel Channel, string Language, string? Subject, string? Html, string? Text, bool Active);

/// <summary>A message as it leaves.</summary>
/// <param name="Subject">Null but for e-mail.</param>
/// <param name="Html">Null but for e-mail with an HTML part.</param>
public sealed record RenderedMessage(string? Subject, string? Html, string Text);
