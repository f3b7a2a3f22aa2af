using BalanceNotifications.Errors;

namespace BalanceNotifications.Templates;

/// <param name="Account">Number of the account whose names and balance are shown; sample values when not said.</param>
/// <param name="Language">Of the reader; the account's, or the template's own, when not said.</param>
internal sealed record PreviewRequest(string? Account, string? Language)
{
    public void Check(FieldChecks checks)
    {
        if (Language is not null && !MessageLanguage.IsValid(Language))
        {
            checks.Add("language", "The language is a BCP 47 tag such as en or es-US.");
        }
    }
}

/// <summary>A message as it would leave.</summary>
/// <param name="Language">Which of the template's languages it is in.</param>
/// <param name="Segments">What carriers would bill; null but for a text.</param>
/// <param name="Encoding">In which they are counted; null but for a text.</param>
internal sealed record PreviewResponse(
    string Language, string? Subject, string? Html, string Text, int? Segments, TextEncoding? Encoding)
{
    /// <param name="reader">The reader's language; null for the template's own.</param>
    /// <param name="values">Given the language in which to write dates and amounts.</param>
    public static PreviewResponse Of(MessageTemplate template, string? reader, Func<string, MergeValues> values)
    {
        var compiled = CompiledTemplate.Of(template);
        var language = compiled.LanguageFor(reader);
        var written = reader is null ? language : Sending.MessageFields.LanguageOf(language, reader);
        var message = compiled.Render(values(written), language);
        var count = template.Channel is Channel.Text ? TextSegments.Count(message.Text) : null;
        return new(language, message.Subject, message.Html, message.Text, count?.Segments, count?.Encoding);
    }
}
