using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Simulation;

/// <summary>Adds up what became of the accounts of a chunk.</summary>
/// <param name="named">How many notifications to name one by one.</param>
internal sealed class SimulationTally(int named)
{
    private readonly Dictionary<(Channel, NotificationStatus, string?), (int Count, int Segments)> _counts = [];
    private readonly Dictionary<string, int> _unplanned = new(StringComparer.Ordinal);
    private readonly List<SimulatedNotification> _items = [];
    private int _accounts;
    private int _statements;

    public void Add(string number, VirtualAccount account, AccountCourse course)
    {
        _accounts++;
        foreach (var answer in course.Events.Select(told => told.Answer).OfType<StatementAnswer>())
        {
            _statements++;
            if (answer.Why is { } why)
            {
                _unplanned[why] = _unplanned.GetValueOrDefault(why) + 1;
            }
        }

        foreach (var notification in account.Ended.Concat(account.Open))
        {
            Add(number, notification, account.Trail);
        }
    }

    public SimulatedChunk Sum(IReadOnlyList<string> unknown) => new(
        _accounts,
        unknown,
        _statements,
        [.. _unplanned.Select(count => new UnplannedCount(count.Key, count.Value))],
        [.. _counts.Select(count => new SimulatedCount(
            count.Key.Item1, count.Key.Item2, count.Key.Item3, count.Value.Count, count.Value.Segments))],
        _items);

    private void Add(string number, PlannedNotification notification, IReadOnlyList<TrailEntry> trail)
    {
        var kind = (notification.Channel, notification.Status, notification.Reason);
        var (count, segments) = _counts.GetValueOrDefault(kind);
        _counts[kind] = (count + 1, segments + (notification.Segments ?? 0));
        if (_items.Count < named)
        {
            _items.Add(new(
                number, notification.StatementId, notification.Rule, notification.Level, notification.Channel,
                notification.Purpose, notification.PlannedAt, notification.Status, notification.Reason,
                notification.Status is NotificationStatus.Scheduled ? null : LastAt(notification, trail),
                notification.Segments));
        }
    }

    private static DateTimeOffset? LastAt(PlannedNotification notification, IReadOnlyList<TrailEntry> trail) =>
        trail.LastOrDefault(entry => entry.Notification == notification.Id)?.At;
}
