namespace BalanceNotifications.Notifications;

/// <summary>
/// The SQL of lists and counts over <c>notification</c>. Which index serves depends on what the filter names; each
/// query is written for one of them. Partitions are in the order of the id, so a page reads no more of them than it
/// needs.
/// </summary>
/// <remarks>
/// Parameters, the same for all: $1 practice, $2 and $3 the id range, $4 channel, $5 profile, $6 batch, $7 account key,
/// $8 statuses, $9 limit.
/// </remarks>
internal static class NotificationQueries
{
    public const string Columns = """
        id, account, statement_id, batch, profile_id, profile_revision, level, channel, purpose, status, reason,
        recipient, planned_at, due_at, sent_at, delivered_at, attempts, provider_id, segments, seconds,
        (fallback ->> 'of')::uuid, test
        """;

    // Served by notification_by_account.
    private const string ByAccount = "practice_id = $1 and account_key = $7 and id > $2 and id < $3";

    // Served by notification_by_batch.
    private const string ByBatch = "practice_id = $1 and batch = $6 and id > $2 and id < $3";

    // Served by notification_by_practice.
    private const string ByPractice = "practice_id = $1 and id > $2 and id < $3";

    // Served by notification_by_status.
    private const string ByStatus = "practice_id = $1 and status = any ($8) and id > $2 and id < $3";

    public static string List(NotificationFilter filter, bool ascending, string columns = Columns)
    {
        var order = ascending ? "asc" : "desc";
        return Served(filter) is ByStatus
            ? ListByStatus(filter, order, columns)
            : $"select {columns} from notification where {Conditions(filter)} order by id {order} limit $9";
    }

    public static string Count(NotificationFilter filter) => $"""
        select status, channel, count(*), sum(bn_call_minutes(channel, status, seconds))::bigint
        from notification where {Conditions(filter)} group by status, channel
        """;

    // Served by notification_by_status, once for each status: an index is in the order of the id only within one.
    private static string ListByStatus(NotificationFilter filter, string order, string columns) => $"""
        select n.* from unnest($8::smallint[]) as wanted (value)
        cross join lateral (
            select {columns} from notification
            where practice_id = $1 and status = wanted.value and id > $2 and id < $3{Rest(filter, ByStatus)}
            order by id {order} limit $9) n
        order by n.id {order} limit $9
        """;

    private static string Conditions(NotificationFilter filter)
    {
        var served = Served(filter);
        return $"{served}{Rest(filter, served)}";
    }

    private static string Served(NotificationFilter filter) => filter switch
    {
        { AccountKey: not null } => ByAccount,
        { Batch: not null } => ByBatch,
        { Statuses.Count: > 0 } => ByStatus,
        _ => ByPractice,
    };

    // What narrows that which the index found. A condition that the filter does not name is not written down: one that
    // says "or is null" has the statement planned anew each time, over all partitions, which takes longer than the page.
    private static string Rest(NotificationFilter filter, string served) => string.Concat(
        filter.Channel is null ? "" : " and channel = $4",
        filter.Profile is null ? "" : " and profile_id = $5",
        filter.Batch is null || served is ByBatch ? "" : " and batch = $6",
        filter.Statuses.Count == 0 || served is ByStatus ? "" : " and status = any ($8)");
}
