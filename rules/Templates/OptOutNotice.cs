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

    // A condition must not be able to take the notice away.
    private static readonly MergeValues[] Cases =
        [MergeValues.Sample, new(new Dictionary<string, string> { [Field] = Link })];

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
        var rendered = Cases.Select(compiled.Render).ToArray();
        if (channel is Channel.Text)
        {
            errors.Require(
                rendered.All(one => HasLink(one.Text) || HasKeyword(one.Text)), $"{path}text",
                "In collector mode every text says how to stop: {{ unsubscribe.url }} or the word STOP.");
            return;
        }

        const string needed = "In collector mode every e-mail shows {{ unsubscribe.url }}, in html and in text.";
        errors.Require(rendered.All(one => one.Html is null || HasLink(one.Html)), $"{path}html", needed);
        errors.Require(rendered.All(one => HasLink(one.Text)), $"{path}text", needed);
    }

    private static bool HasLink(string part) => part.Contains(Link, StringComparison.Ordinal);

    private static bool HasKeyword(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Any(word => word.Trim('.', ',', ';', ':', '!', '"', '\'', '(', ')') == Keyword);
}
