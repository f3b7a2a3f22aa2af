using BalanceNotifications.Calls;
using BalanceNotifications.Practices;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Templates;

/// <summary>A message made to be looked at or tried out, not for a guarantor.</summary>
/// <param name="Language">Which of the template's languages it is in.</param>
/// <param name="Call">All that a call says; null but for a call.</param>
internal sealed record PreviewedMessage(string Language, RenderedMessage Message, CallWords? Call)
{
    /// <param name="reader">The reader's language; null for the template's own.</param>
    /// <param name="values">Given the language in which to write dates and amounts.</param>
    /// <param name="voice">Who calls are from; null where the practice has no such sender.</param>
    public static PreviewedMessage Of(
        MessageTemplate template, string? reader, Func<string, MergeValues> values, PhoneSender? voice)
    {
        var compiled = CompiledTemplate.Of(template);
        var language = compiled.LanguageFor(reader);
        var merge = values(reader is null ? language : MessageFields.LanguageOf(language, reader));
        var message = compiled.Render(merge, language);
        return new(language, message, template.Channel is Channel.Voice
            ? CallFields.Of(merge, message.Text, language, reader ?? language, voice)
            : null);
    }
}
