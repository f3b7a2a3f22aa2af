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
    private static readonly Walk ByAccount = new("practice_id = $1 and account_key = $7", "practice_id, account_key", "$1, $7");

    // Served by notification_by_batch.
    private static readonly Walk ByBatch = new("practice_id = $1 and batch = $6", "practice_id, batch", "$1, $6");

    // Served by notification_by_practice.
    private static readonly Walk ByPractice = new("practice_id = $1", "practice_id", "$1");

    // Served by notification_by_status, once for each status: an index is in the order of the id only within one. The number
    // stands in the statement: how rare a status is decides which index is read.
    private static Walk ByStatus(NotificationStatus status) =>
        new($"practice_id = $1 and status = {status:D}", "practice_id, status", $"$1, {status:D}");

    public static string List(NotificationFilter filter, IdRange range, bool ascending, string columns = Columns)
    {
        var order = ascending ? "asc" : "desc";
        var walks = WalksOf(filter).Select(walk => $"""
            select {columns} from notification
            where {walk.Condition}{walk.Bounds(range, ascending)}{Rest(filter, walk)} order by id {order} limit $9
            """).ToArray();
        return walks is [var only]
            ? only
            : $"select * from (({string.Join(") union all (", walks)})) n order by id {order} limit $9";
    }

    public static string Count(NotificationFilter filter) => $"""
        select status, channel, count(*), sum(bn_call_minutes(channel, status, seconds))::bigint
        from notification where id > $2 and id < $3 and {Counted(filter)} group by status, channel
        """;

    // Here all statuses are one range of each index.
    private static string Counted(NotificationFilter filter)
    {
        var walk = WalkOf(filter) ?? ByPractice;
        var statuses = filter.Statuses.Count == 0 ? "" : " and status = any ($8)";
        return $"{walk.Condition}{statuses}{Rest(filter with { Statuses = [] }, walk)}";
    }

    private static IEnumerable<Walk> WalksOf(NotificationFilter filter) => WalkOf(filter) is { } walk
        ? [walk]
        : filter.Statuses.Distinct().Select(status => ByStatus(status));

    // Null for one by status.
    private static Walk? WalkOf(NotificationFilter filter) => filter switch
    {
        { AccountKey: not null } => ByAccount,
        { Batch: not null } => ByBatch,
        { Statuses.Count: > 0 } => null,
        _ => ByPractice,
    };

    // What narrows that which the index found. A condition that the filter does not name is not written down: one that
    // says "or is null" has the statement planned anew each time, over all partitions, which takes longer than the page.
    private static string Rest(NotificationFilter filter, Walk walk) => string.Concat(
        filter.Channel is null ? "" : " and channel = $4",
        filter.Profile is null ? "" : " and profile_id = $5",
        filter.Batch is null || walk == ByBatch ? "" : " and batch = $6",
        filter.Statuses.Count == 0 || (walk != ByAccount && walk != ByBatch) ? "" : " and status = any ($8)");

    /// <summary>One way through an index, in the order of the id.</summary>
    /// <param name="Condition">What it reads of the index.</param>
    /// <param name="Key">The columns of the index before the id.</param>
    /// <param name="At">Their values.</param>
    private sealed record Walk(string Condition, string Key, string At)
    {
        /// <summary>The ends of a range, of those that there are.</summary>
        /// <remarks>
        /// Where the walk begins, the id alone, so that partitions before it are not opened. Where it ends, the whole key:
        /// of an id between two unknown values PostgreSQL believes that hardly any are, and reads the primary key through
        /// all practices for them.
        /// </remarks>
        public string Bounds(IdRange range, bool ascending) => ascending
            ? string.Concat(range.HasAfter ? " and id > $2" : "", range.HasBefore ? $" and ({Key}, id) < ({At}, $3)" : "")
            : string.Concat(range.HasBefore ? " and id < $3" : "", range.HasAfter ? $" and ({Key}, id) > ({At}, $2)" : "");
    }
}
