using BalanceNotifications.Errors;

namespace BalanceNotifications.Templates;

/// <param name="Label">Required.</param>
/// <param name="Channel">Required; a template keeps it for good.</param>
/// <param name="Language">BCP 47, <c>en</c> when not said.</param>
/// <param name="Subject">E-mail only.</param>
/// <param name="Html">E-mail only.</param>
/// <param name="Active">True when not said.</param>
internal sealed record SaveTemplateRequest(
    string? Label, Channel? Channel, string? Language, string? Subject, string? Html, string? Text, bool? Active)
{
    private const string DefaultLanguage = "en";

    public MessageTemplate Read(FieldChecks checks) => new(
        checks.Required(Label, "label"),
        Channel ?? Missing(checks),
        Language ?? DefaultLanguage,
        Subject,
        Html,
        Text,
        Active ?? true);

    // Zero is no channel: the rules would fault everything that belongs to another one.
    private static Channel Missing(FieldChecks checks)
    {
        checks.Add("channel", "Is required.");
        return BalanceNotifications.Channel.Email;
    }
}

internal sealed record TemplateResponse(
    Guid Id, int Revision, string Label, Channel Channel, string Language, string? Subject, string? Html, string? Text,
    bool Active)
{
    public static TemplateResponse From(StoredTemplate stored) => new(
        stored.Id,
        stored.Revision,
        stored.Template.Label,
        stored.Template.Channel,
        stored.Template.Language,
        stored.Template.Subject,
        stored.Template.Html,
        stored.Template.Text,
        stored.Template.Active);
}

/// <summary>One field that a template may hold.</summary>
internal sealed record FieldResponse(string Name, string Description, string Sample)
{
    public static FieldResponse From(MappableField field) => new(field.Name, field.Description, field.Sample);
}

/// <param name="Account">Number of the account whose names and balance are shown; sample values when not said.</param>
internal sealed record PreviewRequest(string? Account);

/// <summary>A message as it would leave.</summary>
/// <param name="Segments">What carriers would bill; null but for a text.</param>
internal sealed record PreviewResponse(string? Subject, string? Html, string Text, int? Segments)
{
    public static PreviewResponse Of(MessageTemplate template, MergeValues values)
    {
        var message = TemplateRenderer.Render(template, values);
        return new(
            message.Subject,
            message.Html,
            message.Text,
            template.Channel is Channel.Text ? TextSegments.Count(message.Text).Segments : null);
    }
}
