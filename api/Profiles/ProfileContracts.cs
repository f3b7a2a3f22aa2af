using System.Text.Json;
using BalanceNotifications.Errors;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Profiles;

/// <summary>The body of POST and PUT. A member left out has its default.</summary>
/// <param name="Name">Required; unique in the practice, letter case aside.</param>
/// <param name="UsedFor"><c>statements</c> when not said.</param>
/// <param name="Default">False when not said; at most one profile is the default for a use.</param>
/// <param name="DueDays">21 when not said.</param>
/// <param name="CycleDays">28 when not said.</param>
/// <param name="DunningLevels">4 when not said.</param>
/// <param name="NoDunningLimit">False when not said.</param>
/// <param name="PaymentRule">None when not said: any payment counts by what it leaves.</param>
/// <param name="Notifications">Required; may be empty.</param>
/// <param name="ClearPreCollections">True when not said: each cycle batch clears the worklist that the last one left.</param>
internal sealed record SaveProfileRequest(
    string? Name,
    ProfileUse? UsedFor,
    bool? Default,
    int? DueDays,
    int? CycleDays,
    int? DunningLevels,
    bool? NoDunningLimit,
    PaymentRuleBody? PaymentRule,
    decimal? MinimumBalance,
    IReadOnlyList<NotificationBody?>? Notifications,
    bool? ClearPreCollections)
{
    private const int DefaultDueDays = 21;
    private const int DefaultCycleDays = 28;
    private const int DefaultDunningLevels = 4;

    public StatementProfile Read(FieldChecks checks) => new(
        checks.Required(Name, "name"),
        UsedFor ?? ProfileUse.Statements,
        Default ?? false,
        DueDays ?? DefaultDueDays,
        CycleDays ?? DefaultCycleDays,
        DunningLevels ?? DefaultDunningLevels,
        NoDunningLimit ?? false,
        PaymentRule?.Read(checks),
        checks.OptionalAmount(MinimumBalance, "minimumBalance"),
        [
            .. checks.Required(Notifications, "notifications", standIn: [])
                .Select((body, index) => NotificationBody.Read(body, $"notifications[{index}]", checks)),
        ])
    {
        ClearPreCollections = ClearPreCollections ?? true,
    };
}

/// <param name="Percent">Of the amount due; either this or <paramref name="Amount"/>.</param>
/// <param name="Reset">Required.</param>
internal sealed record PaymentRuleBody(decimal? Percent, decimal? Amount, DunningReset? Reset)
{
    public PaymentRule Read(FieldChecks checks) => new(
        Percent,
        checks.OptionalAmount(Amount, "paymentRule.amount"),
        checks.Required(Reset, "paymentRule.reset"));
}

/// <param name="Level">Every level when not said.</param>
/// <param name="Days">Required unless sent on the anchor itself.</param>
/// <param name="Template">Id of a template.</param>
/// <param name="Audience"><c>everyone</c> when not said.</param>
/// <param name="ExpiresAfterHours">24 when not said.</param>
/// <param name="Fallback">None when not said; <c>paper</c> may be the last.</param>
/// <param name="FallbackTemplates">
/// By channel of the fallback; where none is named, the profile's own rule for that channel gives it.
/// </param>
internal sealed record NotificationBody(
    string? Id,
    int? Level,
    Channel? Channel,
    SendWhen? Send,
    Anchor? Anchor,
    int? Days,
    TimeOnly? Time,
    string? Template,
    NotificationPurpose? Purpose,
    Audience? Audience,
    decimal? MinimumBalance,
    int? ExpiresAfterHours,
    IReadOnlyList<FallbackStep>? Fallback,
    IReadOnlyDictionary<Channel, string?>? FallbackTemplates)
{
    private const int DefaultExpiresAfterHours = 24;

    private static readonly NotificationBody Empty =
        new(null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    public static NotificationRule Read(NotificationBody? body, string field, FieldChecks checks) =>
        checks.Required(body, field, Empty).Read(field, checks);

    private NotificationRule Read(string field, FieldChecks checks) => new(
        checks.Required(Id, $"{field}.id"),
        Level,
        checks.Required(Channel, $"{field}.channel"),
        checks.Required(Send, $"{field}.send"),
        checks.Required(Anchor, $"{field}.anchor"),
        Send is SendWhen.On ? Days ?? 0 : checks.Required(Days, $"{field}.days"),
        checks.Required(Time, $"{field}.time"),
        ReadTemplate(Template, $"{field}.template", checks),
        checks.Required(Purpose, $"{field}.purpose"),
        Audience ?? Profiles.Audience.Everyone,
        checks.OptionalAmount(MinimumBalance, $"{field}.minimumBalance"),
        ExpiresAfterHours ?? DefaultExpiresAfterHours,
        Fallback ?? [])
    {
        FallbackTemplates = FallbackTemplates?.ToDictionary(
            named => named.Key,
            named => ReadTemplate(
                named.Value,
                $"{field}.fallbackTemplates.{JsonNamingPolicy.CamelCase.ConvertName(named.Key.ToString())}",
                checks)),
    };

    private static Guid ReadTemplate(string? template, string field, FieldChecks checks)
    {
        if (Guid.TryParse(checks.Required(template, field), out var id))
        {
            return id;
        }

        if (template is not null)
        {
            checks.Add(field, "Is not the id of a template.");
        }

        return Guid.Empty;
    }
}

/// <summary>Optional body of <c>POST …/approve</c>.</summary>
/// <param name="Revision">The newest when not said.</param>
internal sealed record ApproveProfileRequest(int? Revision);
