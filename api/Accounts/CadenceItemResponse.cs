using BalanceNotifications.Notifications;

namespace BalanceNotifications.Accounts;

/// <summary>
/// One line of a cadence: a notification, planned or ended, or a rule that planned none. Such a rule has no id, no
/// status and no times, but a code and its why.
/// </summary>
/// <param name="Rule">Of the profile; null where a statement as a whole planned nothing.</param>
/// <param name="Code">Why a rule planned nothing; null for a notification, whose <paramref name="Reason"/> says it.</param>
/// <param name="Expected">
/// What would become of a planned one at its time as things stand today: <c>send</c>, or status and reason such as
/// <c>willNotSend: optedOut</c>; null for others.
/// </param>
/// <param name="Why">In plain words.</param>
/// <param name="FallbackOf">The notification whose channel failed before it; null for most.</param>
/// <param name="Then">What would take its place: <c>email</c>, <c>text</c>, <c>voice</c>, <c>paper</c>; null for nothing.</param>
public sealed record CadenceItemResponse(
    Guid? Id,
    string Account,
    string? StatementId,
    Guid? Batch,
    Guid? Profile,
    int? ProfileRevision,
    string? Rule,
    int? Level,
    Channel? Channel,
    NotificationPurpose? Purpose,
    NotificationStatus? Status,
    string? Reason,
    string? Label,
    string? To,
    DateTimeOffset? PlannedAt,
    DateTimeOffset? DueAt,
    DateTimeOffset? SentAt,
    DateTimeOffset? DeliveredAt,
    int Attempts,
    string? ProviderId,
    int? Segments,
    string? Code,
    string? Expected,
    string Why,
    Guid? FallbackOf,
    string? Then)
{
    /// <summary>Planned ones first, earliest first; then the ended ones of the newest statement; then its silent rules.</summary>
    internal static IReadOnlyList<CadenceItemResponse> From(
        string account, CadenceView cadence, IReadOnlyList<RuleNotification> history)
    {
        var open = cadence.Planned.Select(planned => planned.Notification.Id).ToHashSet();
        var ended = history.Where(told => !open.Contains(told.Notification.Id)).ToArray();
        return
        [
            .. cadence.Planned.Select(planned => Of(
                planned.Notification, planned.Rule, planned.Expected, planned.Notification.Why ?? "", planned.Then)),
            .. ended.Select(told => Of(told.Notification, told.Rule, null, Ended(told.Notification), null)),
            .. Silent(account, cadence, ended),
        ];
    }

    private static IEnumerable<CadenceItemResponse> Silent(
        string account, CadenceView cadence, IReadOnlyList<RuleNotification> ended)
    {
        if (cadence.Newest is not { } newest)
        {
            yield break;
        }

        var spoken = cadence.Planned.Where(planned => planned.Notification.StatementId == newest.StatementId)
            .Select(planned => planned.Rule)
            .Concat(ended.Select(told => told.Rule))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var rule in newest.Rules.Where(rule => !spoken.Contains(rule.Rule)))
        {
            yield return Of(account, newest, rule);
        }

        if (newest is { Rules.Count: 0, Why: { } why })
        {
            yield return Of(account, newest, null) with { Code = why, Why = RuleWords(why) };
        }
    }

    private static string RuleWords(string code) => Cadence.RuleSilence.InWords(code);

    private static string Ended(NotificationView notification) => notification.Reason is { } reason
        ? $"It ended as {StatusLabel.Of(notification.Status, notification.Reason)} ({reason})."
        : $"It ended as {StatusLabel.Of(notification.Status)}.";

    private static CadenceItemResponse Of(
        NotificationView view, string? rule, string? expected, string why, string? then) => new(
        view.Id, view.Account, view.StatementId, view.Batch, view.Profile, view.ProfileRevision, rule, view.Level,
        view.Channel, view.Purpose, view.Status, view.Reason, StatusLabel.Of(view.Status, view.Reason), view.To,
        view.PlannedAt, view.DueAt, view.SentAt, view.DeliveredAt, view.Attempts, view.ProviderId, view.Segments,
        null, expected, why, view.FallbackOf, then);

    private static CadenceItemResponse Of(string account, StatementCadence statement, RuleView? rule) => new(
        null, account, statement.StatementId, null, statement.Profile, statement.ProfileRevision, rule?.Rule,
        rule?.Level, rule?.Channel, rule?.Purpose, null, null, null, null, null, null, null, null, 0, null, null,
        rule?.Code, null, rule?.Why ?? "", null, null);
}
