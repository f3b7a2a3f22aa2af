using BalanceNotifications.Errors;

namespace BalanceNotifications.Templates;

/// <param name="Label">Required.</param>
/// <param name="Channel">Required; a template keeps it for good.</param>
/// <param name="Language">BCP 47, <c>en</c> when not said.</param>
/// <param name="Subject">E-mail only.</param>
/// <param name="Html">E-mail only.</param>
/// <param name="Active">True when not said.</param>
/// <param name="Variants">The same message in other languages; none when not said.</param>
/// <param name="Replacement">
/// Id of the template that is sent instead, for one that becomes inactive (V33); none when not said.
/// </param>
internal sealed record SaveTemplateRequest(
    string? Label,
    Channel? Channel,
    string? Language,
    string? Subject,
    string? Html,
    string? Text,
    bool? Active,
    IReadOnlyList<VariantBody?>? Variants,
    Guid? Replacement)
{
    private const string DefaultLanguage = "en";

    public MessageTemplate Read(FieldChecks checks) => new(
        checks.Required(Label, "label"),
        Channel ?? Missing(checks),
        Language ?? DefaultLanguage,
        Subject,
        Html,
        Text,
        Active ?? true,
        Variants is { Count: > 0 }
            ? [.. Variants.Select((body, index) => VariantBody.Read(body, $"variants[{index}]", checks))]
            : null,
        Replacement);

    // Zero is no channel: the rules would fault everything that belongs to another one.
    private static Channel Missing(FieldChecks checks)
    {
        checks.Add("channel", "Is required.");
        return BalanceNotifications.Channel.Email;
    }
}

/// <summary>A template's message in one more language, with the same parts as the template itself.</summary>
/// <param name="Language">BCP 47; required.</param>
internal sealed record VariantBody(string? Language, string? Subject, string? Html, string? Text)
{
    private static readonly VariantBody Empty = new(null, null, null, null);

    public static TemplateVariant Read(VariantBody? body, string field, FieldChecks checks)
    {
        var variant = checks.Required(body, field, Empty);
        return new(checks.Required(variant.Language, $"{field}.language"), variant.Subject, variant.Html, variant.Text);
    }
}

/// <param name="Segments">Of a text with the longest values, as carriers bill it (V30); null for other channels.</param>
/// <param name="Encoding">In which they are counted; null for other channels.</param>
/// <param name="StaleProfiles">
/// Profiles in force that send an older revision until they are proofed and approved again; null where one revision is
/// shown for itself.
/// </param>
internal sealed record TemplateResponse(
    Guid Id,
    int Revision,
    string Label,
    Channel Channel,
    string Language,
    string? Subject,
    string? Html,
    string? Text,
    bool Active,
    IReadOnlyList<VariantResponse> Variants,
    Guid? Replacement,
    int? Segments,
    TextEncoding? Encoding,
    IReadOnlyList<StaleProfile>? StaleProfiles)
{
    public static TemplateResponse From(StoredTemplate stored, IEnumerable<StaleProfile> stale) =>
        From(stored.Id, stored.Revision, stored.Template, [.. stale]);

    public static TemplateResponse From(
        Guid id, int revision, MessageTemplate template, IReadOnlyList<StaleProfile>? stale)
    {
        var messages = template.InEachLanguage()
            .Select(message => VariantResponse.From(template.Channel, message)).ToArray();
        return new(
            id,
            revision,
            template.Label,
            template.Channel,
            template.Language,
            template.Subject,
            template.Html,
            template.Text,
            template.Active,
            messages[1..],
            template.Replacement,
            messages[0].Segments,
            messages[0].Encoding,
            stale);
    }
}

/// <param name="Segments">As those of the template.</param>
internal sealed record VariantResponse(
    string Language, string? Subject, string? Html, string? Text, int? Segments, TextEncoding? Encoding)
{
    public static VariantResponse From(Channel channel, TemplateVariant message)
    {
        var count = channel is Channel.Text ? TemplateRules.LongestText(message) : null;
        return new(
            message.Language, message.Subject, message.Html, message.Text, count?.Segments, count?.Encoding);
    }
}

/// <summary>One revision of a template, as it was saved.</summary>
internal sealed record TemplateRevisionResponse(
    int Revision, DateTimeOffset CreatedAt, string CreatedBy, TemplateResponse Template)
{
    public static TemplateRevisionResponse From(Guid id, TemplateRevision stored) => new(
        stored.Revision,
        stored.CreatedAt,
        stored.CreatedBy,
        TemplateResponse.From(id, stored.Revision, stored.Template, stale: null));
}

/// <summary>One field that a template may hold.</summary>
internal sealed record FieldResponse(string Name, string Description, string Sample)
{
    public static FieldResponse From(MappableField field) => new(field.Name, field.Description, field.Sample);
}
