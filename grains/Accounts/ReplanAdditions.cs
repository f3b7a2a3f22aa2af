using BalanceNotifications.Cadence;

namespace BalanceNotifications.Accounts;

/// <summary>Which rules a re-plan may add to a statement, so that none of it is said twice.</summary>
/// <param name="revision">That the statement was planned by.</param>
internal sealed class ReplanAdditions(ReplanRequest request, int revision)
{
    /// <summary>Whether the old revision did not have its rule.</summary>
    public bool IsNew(PlannedNotification fresh) => !request.Former.Any(former =>
        former.Revision == revision && former.Profile.Notifications.Any(rule => rule.Id == fresh.Rule));

    /// <summary>Whether its rule is one of a level, and its channel has said what a level says.</summary>
    public bool HasSpoken(PlannedNotification fresh, IReadOnlySet<string> spoken) =>
        request.Profile.Profile.Notifications.Any(rule => rule.Id == fresh.Rule && rule.Level is not null)
        && request.Former.Append(request.Profile).SelectMany(former => former.Profile.Notifications).Any(rule =>
            rule.Level is not null && rule.Channel == fresh.Channel && spoken.Contains(rule.Id));
}
