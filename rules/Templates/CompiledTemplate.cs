using System.Runtime.CompilerServices;

namespace BalanceNotifications.Templates;

/// <summary>A template parsed once, to be rendered for many accounts.</summary>
public sealed class CompiledTemplate
{
    // Lives exactly as long as the template revision it was made of: whoever caches revisions bounds this too.
    private static readonly ConditionalWeakTable<MessageTemplate, CompiledTemplate> Compiled = [];

    private readonly string[] _languages;
    private readonly Dictionary<string, CompiledMessage> _messages;

    private CompiledTemplate(MessageTemplate template)
    {
        var messages = template.InEachLanguage().ToArray();
        _languages = [.. messages.Select(message => message.Language)];
        _messages = messages.ToDictionary(
            message => message.Language, message => new CompiledMessage(template.Channel, message),
            StringComparer.OrdinalIgnoreCase);
    }

    /// <exception cref="FormatException">The template was saved without <see cref="TemplateRules"/>.</exception>
    public static CompiledTemplate Of(MessageTemplate template) =>
        Compiled.GetValue(template, static template => new(template));

    /// <summary>The one of its languages that a reader of <paramref name="wanted"/> gets.</summary>
    /// <param name="wanted">BCP 47; null for the template's own.</param>
    public string LanguageFor(string? wanted) => LanguageChoice.Of(wanted, _languages);

    /// <param name="wanted">BCP 47; null for the template's own.</param>
    public RenderedMessage Render(MergeValues values, string? wanted = null) =>
        _messages[LanguageFor(wanted)].Render(values);
}
