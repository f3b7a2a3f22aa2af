using Npgsql;

namespace BalanceNotifications.Notifications;

/// <summary>Counts by status without reading notifications: the folded roll-up and the deltas since, always exact.</summary>
internal static class RollUp
{
    // Served by notification_count_by_batch and notification_delta_by_batch.
    private const string ByBatch = "practice_id = $1 and batch = $6 and day >= $2 and day < $3";

    // Served by notification_count_of and notification_delta_by_practice.
    private const string ByPractice = "practice_id = $1 and day >= $2 and day < $3";

    public static string Sum(NotificationFilter filter) => Sum(string.Concat(
        filter.Batch is null ? ByPractice : ByBatch,
        filter.Channel is null ? "" : " and channel = $4",
        filter.Profile is null ? "" : " and profile_id = $5",
        filter.Statuses.Count == 0 ? "" : " and status = any ($7)"));

    /// <summary>For a filter that names whole days only.</summary>
    public static NpgsqlParameter[] Parameters(RowScope scope, NotificationFilter filter) =>
    [
        Database.Value(scope.Practice!.Value),
        Database.Value(Day(filter.From) ?? DateOnly.MinValue), // Npgsql sends these two as -infinity and infinity
        Database.Value(Day(filter.To) ?? DateOnly.MaxValue),
        Database.Value((short?)filter.Channel),
        Database.Value(filter.Profile),
        Database.Value(filter.Batch),
        Database.Value(NotificationReader.Numbers(filter.Statuses)),
    ];

    private static string Sum(string conditions) => $"""
        select status, channel, sum(number)::bigint, sum(minutes)::bigint
        from (
            select status, channel, count as number, minutes from notification_count where {conditions}
            union all
            select status, channel, change, minutes from notification_delta where {conditions}) both_parts
        group by status, channel
        having sum(number) <> 0
        """;

    private static DateOnly? Day(DateTimeOffset? instant) =>
        instant is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : null;
}
