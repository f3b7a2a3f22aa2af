using BalanceNotifications.Notifications;

namespace BalanceNotifications.Bench.Desk;

/// <summary>The SQL of each page as somebody would write it who knows the tables and their indexes: no row security, no scope.</summary>
internal static class HandSql
{
    public const int Limit = 50;

    /// <summary>$1 practice.</summary>
    public static string First { get; } = $"""
        select {NotificationQueries.Columns} from notification where practice_id = $1 order by id desc limit {Limit + 1}
        """;

    /// <summary>$1 practice, $2 the last id of the page before.</summary>
    public static string Deep { get; } = $"""
        select {NotificationQueries.Columns} from notification
        where practice_id = $1 and id < $2 order by id desc limit {Limit + 1}
        """;

    /// <summary>$1 practice, $2 the last id of the page before.</summary>
    public static string Errors { get; } = ByStatus(NotificationFilter.Errors);

    /// <summary>$1 practice, $2 the last id of the page before.</summary>
    public static string Undeliverable { get; } = ByStatus([NotificationStatus.UndeliverablePermanent]);

    /// <summary>$1 practice, $2 and $3 the first day and the one behind the last.</summary>
    public const string Summary = """
        select status, channel, sum(number)::bigint, sum(minutes)::bigint
        from (
            select status, channel, count as number, minutes from notification_count
            where practice_id = $1 and day >= $2 and day < $3
            union all
            select status, channel, change, minutes from notification_delta
            where practice_id = $1 and day >= $2 and day < $3) counts
        group by status, channel
        """;

    // Each status is one walk of its index; whoever orders them all at once waits for every row.
    private static string ByStatus(IReadOnlyList<NotificationStatus> statuses)
    {
        var walks = statuses.Select(status => $"""
            (select {NotificationQueries.Columns} from notification
             where practice_id = $1 and status = {(int)status} and id < $2 order by id desc limit {Limit + 1})
            """);
        return $"select * from ({string.Join(" union all ", walks)}) n order by id desc limit {Limit + 1}";
    }
}
