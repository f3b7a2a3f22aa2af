using System.Runtime.CompilerServices;
using Fluid;

namespace BalanceNotifications.Templates;

/// <summary>A template parsed once, to be rendered for many accounts.</summary>
public sealed class CompiledTemplate
{
    // Lives exactly as long as the template revision it was made of: whoever caches revisions bounds this too.
    private static readonly ConditionalWeakTable<MessageTemplate, CompiledTemplate> Compiled = [];

    private readonly Channel _channel;
    private readonly IFluidTemplate? _subject;
    private readonly HtmlTemplate? _html;
    private readonly IFluidTemplate? _text;

    private CompiledTemplate(MessageTemplate template)
    {
        _channel = template.Channel;
        _subject = Parse(template.Subject);
        _html = Parse(template.Html) is { } html ? new(html) : null;
        _text = Parse(template.Text);
    }

    /// <exception cref="FormatException">The template was saved without <see cref="TemplateRules"/>.</exception>
    public static CompiledTemplate Of(MessageTemplate template) =>
        Compiled.GetValue(template, static template => new(template));

    public RenderedMessage Render(MergeValues values)
    {
        var text = _text is null ? null : Tidy(Liquid.Render(_text, values));
        if (_channel != Channel.Email)
        {
            return new(Subject: null, Html: null, text ?? "");
        }

        var subject = OneLine(_subject is null ? "" : Liquid.Render(_subject, values));
        if (_html is null)
        {
            return new(subject, Html: null, text ?? "");
        }

        var (html, plainText) = _html.Render(values);
        return new(subject, html, text ?? plainText);
    }

    private static IFluidTemplate? Parse(string? source) => source switch
    {
        null => null,
        _ when Liquid.TryParse(SlottedText.WithoutMarks(source), out var template, out _) => template,
        _ => throw new FormatException("The template is not valid Liquid."),
    };

    // A line break in a merged value would begin a header of its own (RFC 5322 2.2).
    private static string OneLine(string subject)
    {
        var printable = subject.Where(letter => !char.IsControl(letter) || char.IsWhiteSpace(letter));
        return string.Join(' ', string.Concat(printable).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Tidy(string text) => text.ReplaceLineEndings("\n").Trim();
}
