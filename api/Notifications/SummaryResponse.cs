using BalanceNotifications.Practices;

namespace BalanceNotifications.Notifications;

/// <summary>Counts by status.</summary>
/// <param name="PostageSaved">See <see cref="Notifications.PostageSaved"/>; in the practice's currency.</param>
/// <param name="CallMinutes">Begun minutes of the calls that were answered: what a provider bills.</param>
public sealed record SummaryResponse(
    long Total, IReadOnlyList<StatusShare> Items, decimal PostageSaved, long CallMinutes)
{
    internal static SummaryResponse From(IReadOnlyList<StatusCount> counts, PracticeCosts costs)
    {
        var total = counts.Sum(count => count.Count);
        var items = counts.GroupBy(count => count.Status, count => count.Count).OrderBy(status => status.Key)
            .Select(status => StatusShare.Of(status.Key, status.Sum(), total));
        var sent = counts
            .Where(count => count.Status is NotificationStatus.Sent or NotificationStatus.Delivered)
            .Select(count => (count.Channel, count.Count, count.Minutes));
        return new(
            total, [.. items], Notifications.PostageSaved.Of(costs, sent), counts.Sum(count => count.Minutes));
    }
}

/// <param name="Percent">Of the total, 0 to 100, to two decimals.</param>
public sealed record StatusShare(NotificationStatus Status, string Label, long Count, decimal Percent)
{
    internal static StatusShare Of(NotificationStatus status, long count, long total) =>
        new(status, StatusLabel.Of(status), count, decimal.Round(100m * count / total, 2));
}
