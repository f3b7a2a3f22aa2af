using Fluid;

namespace BalanceNotifications.Templates;

/// <summary>A template's message in one language, parsed.</summary>
internal sealed class CompiledMessage(Channel channel, TemplateVariant message)
{
    private readonly IFluidTemplate? _subject = Parse(message.Subject);
    private readonly HtmlTemplate? _html = Parse(message.Html) is { } html ? new(html) : null;
    private readonly IFluidTemplate? _text = Parse(message.Text);

    public RenderedMessage Render(MergeValues values)
    {
        var text = _text is null ? null : Tidy(Liquid.Render(_text, values));
        if (channel != Channel.Email)
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
