using BalanceNotifications.Errors;
using BalanceNotifications.Practices;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Accounts;

/// <summary>The body of <c>POST …/notifications</c>: one notification, now.</summary>
/// <param name="RequestId">The client's own id, for repeats; ours when left out.</param>
/// <param name="Template">Id of an active template of the channel; either this or <paramref name="Text"/>.</param>
/// <param name="Text">Free text, under the rules of a template.</param>
/// <param name="Subject">Of a free e-mail; one that names the practice when left out.</param>
/// <param name="StatementId">What it is about; the newest statement when left out.</param>
/// <param name="OverrideContactHours">Admin keys only: the guarantor is on the phone and asks for it.</param>
public sealed record SendOnDemandRequest(
    string? RequestId = null,
    Channel? Channel = null,
    string? Template = null,
    string? Text = null,
    string? Subject = null,
    string? StatementId = null,
    bool? OverrideContactHours = null)
{
    private const string DefaultSubject = "Your balance with {{ practice.name }}";

    internal bool OverridesContactHours => OverrideContactHours ?? false;

    /// <summary>The template it names, if that can be read.</summary>
    internal Guid? TemplateId => Guid.TryParse(Template, out var id) ? id : null;

    /// <summary>The command as it is understood on any day, for <see cref="Validate"/> to hold against today's rules.</summary>
    internal SendOnDemand Read(FieldChecks checks, RequestOrigin origin)
    {
        var channel = Channel ?? Missing(checks);
        if (Template is null == Text is null)
        {
            checks.Add("template", "Either template or text is required, not both.");
        }

        var subject = Text is not null && channel is BalanceNotifications.Channel.Email
            ? RequestRules.OrNull(Subject) ?? DefaultSubject
            : Subject;
        if (Text is null && Subject is not null)
        {
            checks.Add("subject", "Belongs to free text; a template has its own.");
        }

        var command = new SendOnDemand(
            checks.ClientIdOf(RequestId ?? Guid.CreateVersion7(origin.Now).ToString(), "requestId"),
            channel,
            TemplateId,
            TemplateRevision: null,
            Text is null ? null : subject,
            Text,
            StatementId is null ? null : checks.ClientIdOf(StatementId, "statementId"),
            OverridesContactHours,
            BodyHash: "",
            origin.Actor,
            origin.Batch);
        return command with { BodyHash = BodyHash.Of(command) };
    }

    /// <param name="command">As read.</param>
    /// <param name="named">What <see cref="TemplateId"/> stands for; null when there is no such template.</param>
    internal void Validate(FieldChecks checks, SendOnDemand command, OnDemandSetting setting, StoredTemplate? named)
    {
        if (Template is not null && Text is null)
        {
            Check(named, command.Channel, checks);
        }

        if (Text is { } text)
        {
            Check(
                new("On demand", command.Channel, "en", command.Subject, Html: null, text, Active: true),
                setting, checks);
        }
    }

    private static Channel Missing(FieldChecks checks)
    {
        checks.Add("channel", "Is required.");
        return BalanceNotifications.Channel.Email;
    }

    private static void Check(StoredTemplate? named, Channel channel, FieldChecks checks)
    {
        var fault = named switch
        {
            null => "The practice has no such template.",
            _ when named.Template.Channel != channel => "The template is for another channel.",
            { Template.Active: false } => "The template is not active.",
            _ => null,
        };
        if (fault is not null)
        {
            checks.Add("template", fault);
        }
    }

    private static void Check(MessageTemplate words, OnDemandSetting setting, FieldChecks checks)
    {
        var faults = TemplateRules.Validate(words, setting.MaxTextSegments);
        checks.Add(faults);
        if (setting.CollectorMode && faults.Count == 0)
        {
            checks.Add(OptOutNotice.Validate(words));
        }
    }
}

/// <summary>What a request to send now is checked against.</summary>
internal sealed record OnDemandSetting(int MaxTextSegments, bool CollectorMode)
{
    public static OnDemandSetting Of(PracticeSettings practice) => new(practice.MaxTextSegments, practice.CollectorMode);
}
