using BalanceNotifications.Notifications;

namespace BalanceNotifications.Profiles;

/// <summary>Which template says on another channel what a rule says on its own.</summary>
public static class FallbackChoice
{
    /// <summary>
    /// The one that the rule names; else that of the profile's own rule for the channel, of the same purpose before
    /// another, the highest level reached first, rules of every level last. A notice that threatens collection, or
    /// announces the charge of a card, never stands in for another, nor another for it.
    /// </summary>
    /// <param name="level">The dunning level the statement is billed at.</param>
    /// <returns>Null where there is none: the step is passed over.</returns>
    public static Guid? TemplateOf(StatementProfile profile, NotificationRule rule, Channel channel, int level) =>
        rule.FallbackTemplates is { } named && named.TryGetValue(channel, out var template)
            ? template
            : profile.Notifications
                .Where(other => other.Channel == channel && !(other.Level > level)
                    && (other.Purpose == rule.Purpose || (IsPlain(other.Purpose) && IsPlain(rule.Purpose))))
                .OrderByDescending(other => other.Purpose == rule.Purpose)
                .ThenByDescending(other => other.Level ?? 0)
                .FirstOrDefault()?.Template;

    private static bool IsPlain(NotificationPurpose purpose) =>
        purpose is not (NotificationPurpose.FinalNotice or NotificationPurpose.CardCharge);
}
