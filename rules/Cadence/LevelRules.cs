using BalanceNotifications.Notifications;
using BalanceNotifications.Profiles;

namespace BalanceNotifications.Cadence;

/// <summary>Which rules of its profile a statement plans by.</summary>
internal static class LevelRules
{
    /// <returns>In the order of the profile.</returns>
    public static IEnumerable<NotificationRule> Of(CadenceRequest request, int level)
    {
        var reaching = request.Profile.Notifications.Where(rule => Reaches(rule, request)).ToArray();
        var chosen = reaching
            .Where(rule => rule.Level == level)
            .Select(rule => rule.Channel)
            .Distinct()
            .SelectMany(channel => OfChannel(reaching, channel, level, request.Balance))
            .ToHashSet();
        return reaching.Where(rule => rule.Level is null || chosen.Contains(rule));
    }

    // A final notice is not worth three dollars: what a channel says at a level whose minimum the balance does not reach
    // is what it says at the next lower level, checked again. Where no level will do, the level's own rules stand, and
    // the moment of sending decides.
    private static NotificationRule[] OfChannel(
        NotificationRule[] reaching, Channel channel, int level, Money? balance)
    {
        var rules = reaching.Where(rule => rule.Channel == channel).ToArray();
        for (var lower = level; lower >= 1; lower--)
        {
            var met = rules.Where(rule => rule.Level == lower && !(rule.MinimumBalance > balance)).ToArray();
            if (met.Length > 0)
            {
                return met;
            }
        }

        return [.. rules.Where(rule => rule.Level == level)];
    }

    private static bool Reaches(NotificationRule rule, CadenceRequest request) =>
        IsInAudience(rule.Audience, request.Recipient)
        && !(request.Recipient.Disputed && rule.Purpose is NotificationPurpose.FinalNotice)
        && (rule.Purpose is not NotificationPurpose.CardCharge
            || (request.Statement.CardChargeDate is not null && request.Recipient.Details.Card is not null));

    private static bool IsInAudience(Audience audience, Recipient recipient) => audience switch
    {
        Audience.Everyone => true,
        Audience.Paperless => recipient.Paperless,
        Audience.NotPaperless => !recipient.Paperless,
        Audience.CardOnFile => recipient.Details.Card is not null,
        Audience.NoCardOnFile => recipient.Details.Card is null,
    };
}
