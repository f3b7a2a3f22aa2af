namespace BalanceNotifications.Templates;

/// <summary>What a template must be to be saved.</summary>
public static class TemplateRules
{
    private const int MaxLabel = 100;
    private const int MaxVariants = 20;

    /// <param name="maxTextSegments">The practice's limit for a text with the longest values (V30).</param>
    /// <returns>Everything that is wrong, by JSON path; empty when the template can be saved.</returns>
    public static IReadOnlyList<FieldError> Validate(MessageTemplate template, int maxTextSegments)
    {
        var errors = new FieldErrors();
        errors.Require(
            !string.IsNullOrWhiteSpace(template.Label) && template.Label.Length <= MaxLabel,
            "label", "A label of 1 to 100 characters is required.");
        errors.Require(
            template.Replacement is null || !template.Active,
            "replacement", "Only an inactive template is replaced.");
        errors.Require(
            template.Variants is null or { Count: <= MaxVariants },
            "variants", $"At most {MaxVariants} variants.");

        var languages = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, message) in template.InEachLanguage().Index())
        {
            var path = index == 0 ? "" : $"variants[{index - 1}].";
            errors.Require(
                MessageLanguage.IsValid(message.Language),
                $"{path}language", "The language is a BCP 47 tag such as en or es-US.");
            errors.Require(
                languages.Add(message.Language ?? ""),
                $"{path}language", "The template has its words in this language already.");
            MessageRules.Validate(template.Channel, message, path, errors);
            if (template.Channel == Channel.Text
                && errors.All.All(error => error.Field != $"{path}text" && error.Field != $"{path}language"))
            {
                var segments = LongestText(message).Segments;
                errors.Require(
                    segments <= maxTextSegments, $"{path}text",
                    $"With the longest values it takes {segments} segments; the practice allows {maxTextSegments}.");
            }
        }

        return errors.All;
    }

    /// <summary>The segments of a text with the longest values, as the editor shows them (V30).</summary>
    /// <exception cref="FormatException">The text is not valid Liquid.</exception>
    public static SegmentCount LongestText(TemplateVariant message)
    {
        var compiled = new CompiledMessage(Channel.Text, message);

        // A condition may say more when a value is missing than when it is there.
        var full = Count(ExampleValues.Longest(message.Language));
        var bare = Count(MergeValues.None);
        return full.Segments >= bare.Segments ? full : bare;

        SegmentCount Count(MergeValues values) => TextSegments.Count(compiled.Render(values).Text);
    }
}
