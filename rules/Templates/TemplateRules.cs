using Fluid;

namespace BalanceNotifications.Templates;

/// <summary>What a template must be to be saved.</summary>
public static class TemplateRules
{
    private const int MaxLabel = 100;
    private const int MaxSource = 100_000;

    /// <param name="maxTextSegments">The practice's limit for a text with the longest values (V30).</param>
    /// <returns>Everything that is wrong; empty when the template can be saved.</returns>
    public static IReadOnlyList<FieldError> Validate(MessageTemplate template, int maxTextSegments)
    {
        var errors = new FieldErrors();
        errors.Require(
            !string.IsNullOrWhiteSpace(template.Label) && template.Label.Length <= MaxLabel,
            "label", "A label of 1 to 100 characters is required.");
        errors.Require(
            MessageLanguage.IsValid(template.Language),
            "language", "The language is a BCP 47 tag such as en or es-US.");

        RequireParts(template, errors);
        CheckLiquid(template.Subject, "subject", errors);
        CheckLiquid(template.Html, "html", errors);
        CheckLiquid(template.Text, "text", errors);

        if (template.Channel == Channel.Text && errors.All.All(error => error.Field != "text"))
        {
            var segments = LongestText(template).Segments;
            errors.Require(
                segments <= maxTextSegments, "text",
                $"With the longest values it takes {segments} segments; the practice allows {maxTextSegments}.");
        }

        return errors.All;
    }

    /// <summary>The segments of a text template with the longest values, as the editor shows them (V30).</summary>
    /// <exception cref="FormatException">The text is not valid Liquid.</exception>
    public static SegmentCount LongestText(MessageTemplate template)
    {
        // A condition may say more when a value is missing than when it is there.
        var full = Count(template, MergeValues.Longest);
        var bare = Count(template, MergeValues.None);
        return full.Segments >= bare.Segments ? full : bare;
    }

    private static SegmentCount Count(MessageTemplate template, MergeValues values) =>
        TextSegments.Count(TemplateRenderer.Render(template, values).Text);

    private static void RequireParts(MessageTemplate template, FieldErrors errors)
    {
        var hasText = !string.IsNullOrWhiteSpace(template.Text);
        if (template.Channel == Channel.Email)
        {
            errors.Require(!string.IsNullOrWhiteSpace(template.Subject), "subject", "An e-mail needs a subject.");
            errors.Require(
                hasText || !string.IsNullOrWhiteSpace(template.Html), "html", "An e-mail needs html or text or both.");
            return;
        }

        errors.Require(hasText, "text", "A text or call needs its text.");
        errors.Require(template.Subject is null, "subject", "Only an e-mail has a subject.");
        errors.Require(template.Html is null, "html", "Only an e-mail has html.");
    }

    private static void CheckLiquid(string? source, string field, FieldErrors errors)
    {
        if (source is null)
        {
            return;
        }

        if (source.Length > MaxSource)
        {
            errors.Require(false, field, "At most 100,000 characters.");
            return;
        }

        if (!Liquid.TryParse(source, out var parsed, out var error))
        {
            errors.Require(false, field, $"Not valid Liquid: {error}");
            return;
        }

        foreach (var problem in ProblemsOf(parsed))
        {
            errors.Require(false, field, problem);
        }
    }

    private static IEnumerable<string> ProblemsOf(IFluidTemplate template)
    {
        var allowed = new AllowedLiquid();
        allowed.VisitTemplate(template);
        return allowed.Problems;
    }
}
