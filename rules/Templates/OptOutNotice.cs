using Fluid.Ast;

namespace BalanceNotifications.Templates;

/// <summary>
/// The way out that a debt collector names in every e-mail and text (12 CFR 1006.6(e)). A call is not asked for it: the
/// key that ends calls is spoken by us, not by the template.
/// </summary>
public static class OptOutNotice
{
    private const string Field = "unsubscribe.url";
    private const string Keyword = "STOP";

    private static readonly string Link = MergeValues.Sample[Field]!;

    /// <returns>The parts that lack it, by JSON path; empty when the template may be used.</returns>
    /// <exception cref="FormatException">The template was saved without <see cref="TemplateRules"/>.</exception>
    public static IReadOnlyList<FieldError> Validate(MessageTemplate template)
    {
        var errors = new FieldErrors();
        if (template.Active && template.Channel is not Channel.Voice)
        {
            foreach (var (index, message) in template.InEachLanguage().Index())
            {
                Validate(template.Channel, message, index == 0 ? "" : $"variants[{index - 1}].", errors);
            }
        }

        return errors.All;
    }

    private static void Validate(Channel channel, TemplateVariant message, string path, FieldErrors errors)
    {
        var compiled = new CompiledMessage(channel, message);
        var rendered = compiled.Render(MergeValues.Sample);
        if (channel is Channel.Text)
        {
            errors.Require(
                (HasLink(rendered.Text) || HasKeyword(rendered.Text))
                    && AlwaysShows(message.Text, statement => IsLink(statement) || IsKeyword(statement)),
                $"{path}text",
                "In collector mode every text says how to stop, whatever its conditions: {{ unsubscribe.url }} or the "
                + "word STOP.");
            return;
        }

        const string needed =
            "In collector mode every e-mail shows {{ unsubscribe.url }}, in html and in text, whatever its conditions.";
        errors.Require(
            message.Html is null || (HasLink(rendered.Html!) && AlwaysShows(message.Html, IsLink)),
            $"{path}html", needed);
        errors.Require(
            HasLink(rendered.Text) && AlwaysShows(message.Text ?? message.Html, IsLink), $"{path}text", needed);
    }

    // Looked up in the template itself: no choice of values meets every condition.
    private static bool AlwaysShows(string? source, Func<Statement, bool> shown) =>
        Liquid.TryParse(SlottedText.WithoutMarks(source ?? ""), out var template, out _)
            && UnconditionalPart.Shows(template, shown);

    // Without a filter, which could spoil the link.
    private static bool IsLink(Statement statement) =>
        statement is OutputStatement { Expression: MemberExpression member }
            && member.Segments.OfType<IdentifierSegment>().Select(segment => segment.Identifier)
                .SequenceEqual(Field.Split('.'));

    private static bool IsKeyword(Statement statement) =>
        statement is TextSpanStatement span && HasKeyword(span.Text.ToString());

    private static bool HasLink(string part) => part.Contains(Link, StringComparison.Ordinal);

    private static bool HasKeyword(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Any(word => word.Trim('.', ',', ';', ':', '!', '"', '\'', '(', ')') == Keyword);
}
