using Npgsql;

namespace BalanceNotifications.Upkeep;

/// <summary>
/// Clears away what nobody asks for any more, in bites. A silo that finds another at it leaves it to that one.
/// </summary>
public sealed class Leftovers(NpgsqlDataSource database)
{
    /// <summary>
    /// For how many days after its batch a row of a file of accounts is known as told. Nobody tells it again once the
    /// batch has ended, but for a driver that was cut off with it in hand; a week covers the longest repair.
    /// </summary>
    public const int RowsKnownForDays = 7;

    /// <summary>
    /// For how many days after its end a link that nobody opened is known: so long its page says that a newer message
    /// has a newer link, afterwards that it is unknown. One that was opened is history, and stays with its notification.
    /// </summary>
    public const int LinksKnownForDays = 30;

    /// <summary>
    /// For how many years what a guarantor texted back is kept: as evidence of what was asked for, as long as records
    /// under 45 CFR 164.316(b)(2)(i). The opt-out that it asked for stays, with its words.
    /// </summary>
    public const int InboundKeptForYears = 6;

    /// <summary>For how many days the words of a test call are known: longer than any call can wait and last.</summary>
    public const int TestCallsKnownForDays = 1;

    /// <summary>For how many days after its end an action on many notifications can be looked at, and undone.</summary>
    public const int ActionsKnownForDays = 90;

    /// <summary>
    /// For how many days after its end a batch keeps what its rows said: as long as somebody may tell one again. What is
    /// wrong with a rejected one stays.
    /// </summary>
    public const int BodiesKnownForDays = RowsKnownForDays;

    /// <summary>
    /// For how many days an event can be sent, or sent again, and an attempt to send one be looked at. An endpoint that is
    /// away for longer misses what came before.
    /// </summary>
    public const int EventsKnownForDays = 7;

    // Served by batch_with_bodies. One that failed may go on.
    private const string BatchWithBodies = """
        select practice_id, id, rows from batch
        where ended_at < bn_now() - $1 * interval '1 day' and bodies_dropped_at is null and status in (3, 4)
        order by ended_at
        limit 1
        """;

    // Served by the primary key.
    private const string DropBodies = """
        with alone as materialized (select pg_try_advisory_xact_lock(7306) as yes)
        update batch_row set body = null
        where practice_id = $1 and batch = $2 and row > $3 and row <= $3 + $4 and body is not null
            and (select yes from alone)
        """;

    private const string BodiesDropped = """
        update batch set bodies_dropped_at = bn_now()
        where practice_id = $1 and id = $2 and not exists (
            select from batch_row where practice_id = $1 and batch = $2 and body is not null)
        """;

    // Served by ledger_rows_by_age and the primary key of batch. The id of such a row begins with its batch. The limit
    // of one makes the planner walk the index in order, and stop after a bite.
    private const string ForgetRows = """
        with alone as materialized (select pg_try_advisory_xact_lock(7301) as yes)
        delete from ledger where ctid = any (array(
            select r.ctid
            from ledger r cross join lateral (
                select from batch b
                where b.practice_id = r.practice_id and b.id = left(r.id, 32)::uuid
                    and b.ended_at < bn_now() - $1 * interval '1 day'
                limit 1) ended
            where (select yes from alone) and r.kind = 5 and r.recorded_at < bn_now() - $1 * interval '1 day'
            order by r.recorded_at
            limit $2))
        """;

    // Served by link_unopened_by_expiry. One that is opened meanwhile moves, and stays.
    private static readonly string DropLinks = Oldest(7302, "link", "expires_at", "day", "o.opens = 0");

    // Served by inbound_by_age. It goes from the timelines as well.
    private static readonly string DropInbound = Oldest(7303, "inbound", "received_at", "year");

    // Served by test_call_by_age.
    private static readonly string DropTestCalls = Oldest(7304, "test_call", "placed_at", "day");

    // Served by notification_action_by_age and the primary key of what it was about, which goes first: a million of them
    // would be one bite otherwise.
    private static readonly string DropActions = Oldest(
        7305, "notification_action", "ended_at", "day", """
            not exists (
                select from notification_action_item i where i.practice_id = o.practice_id and i.action_id = o.id)
            """);

    // Served by the same.
    internal const string DropActionItems = """
        with alone as materialized (select pg_try_advisory_xact_lock(7305) as yes)
        delete from notification_action_item where ctid = any (array(
            select i.ctid
            from notification_action o
            join notification_action_item i on i.practice_id = o.practice_id and i.action_id = o.id
            where (select yes from alone) and o.ended_at < bn_now() - $1 * interval '1 day'
            limit $2))
        """;

    // Served by idempotent_request_by_age.
    private static readonly string DropIdempotent = Oldest(7309, "idempotent_request", "began_at", "hour", "o.lease_until < bn_now()");

    // Served by event_out_by_age.
    private const string DropEvents = """
        with alone as materialized (select pg_try_advisory_xact_lock(7307) as yes)
        delete from event_out where ctid = any (array(
            select e.ctid
            from event_out e
            where (select yes from alone) and e.recorded_at < bn_now() - $1 * interval '1 day'
            order by e.recorded_at
            limit $2))
        """;

    // Served by webhook_delivery_by_age.
    private const string DropDeliveries = """
        with alone as materialized (select pg_try_advisory_xact_lock(7308) as yes)
        delete from webhook_delivery where ctid = any (array(
            select d.ctid
            from webhook_delivery d
            where (select yes from alone) and d.at < bn_now() - $1 * interval '1 day'
            order by d.at
            limit $2))
        """;

    /// <param name="bite">How many rows one transaction takes at the most.</param>
    /// <returns>How many rows went.</returns>
    public Task<int> ForgetRowsAsync(CancellationToken cancellationToken, int bite = 5_000) =>
        ClearAsync(ForgetRows, RowsKnownForDays, bite, cancellationToken);

    /// <inheritdoc cref="ForgetRowsAsync"/>
    public Task<int> DropLinksAsync(CancellationToken cancellationToken, int bite = 5_000) =>
        ClearAsync(DropLinks, LinksKnownForDays, bite, cancellationToken);

    /// <inheritdoc cref="ForgetRowsAsync"/>
    public Task<int> DropInboundAsync(CancellationToken cancellationToken, int bite = 5_000) =>
        ClearAsync(DropInbound, InboundKeptForYears, bite, cancellationToken);

    /// <inheritdoc cref="ForgetRowsAsync"/>
    public Task<int> DropTestCallsAsync(CancellationToken cancellationToken, int bite = 5_000) =>
        ClearAsync(DropTestCalls, TestCallsKnownForDays, bite, cancellationToken);

    /// <inheritdoc cref="ForgetRowsAsync"/>
    public async Task<int> DropActionsAsync(CancellationToken cancellationToken, int bite = 5_000) =>
        await ClearAsync(DropActionItems, ActionsKnownForDays, bite, cancellationToken)
        + await ClearAsync(DropActions, ActionsKnownForDays, bite, cancellationToken);

    /// <inheritdoc cref="ForgetRowsAsync"/>
    public async Task<int> DropEventsAsync(CancellationToken cancellationToken, int bite = 5_000) =>
        await ClearAsync(DropEvents, EventsKnownForDays, bite, cancellationToken)
        + await ClearAsync(DropDeliveries, EventsKnownForDays, bite, cancellationToken);

    /// <inheritdoc cref="ForgetRowsAsync"/>
    public Task<int> DropIdempotentAsync(CancellationToken cancellationToken, int bite = 5_000) =>
        ClearAsync(DropIdempotent, Idempotency.IdempotencyStore.HoursKept, bite, cancellationToken);

    public async Task<int> DropBodiesAsync(CancellationToken cancellationToken, int bite = 5_000)
    {
        var all = 0;
        while (await FindBatchWithBodiesAsync(cancellationToken) is var (practice, batch, rows))
        {
            for (var after = 0; after < rows; after += bite)
            {
                all += await ExecuteAsync(
                    DropBodies, cancellationToken, Database.Value(practice), Database.Value(batch),
                    Database.Value(after), Database.Value(bite));
            }

            if (await ExecuteAsync(
                BodiesDropped, cancellationToken, Database.Value(practice), Database.Value(batch)) == 0)
            {
                break; // another silo is at it
            }
        }

        return all;
    }

    // The oldest first, and a bite of them: the limit lets the planner walk the index of their age.
    private static string Oldest(int turn, string table, string age, string unit, string which = "true") => $"""
        with alone as materialized (select pg_try_advisory_xact_lock({turn}) as yes)
        delete from {table} where ctid = any (array(
            select o.ctid
            from {table} o
            where (select yes from alone) and {which} and o.{age} < bn_now() - $1 * interval '1 {unit}'
            order by o.{age}
            limit $2))
        """;

    private async Task<(int Practice, Guid Batch, int Rows)?> FindBatchWithBodiesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(BatchWithBodies);
        command.Parameters.Add(Database.Value(BodiesKnownForDays));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (reader.GetInt32(0), reader.GetGuid(1), reader.GetInt32(2))
            : null;
    }

    private async Task<int> ClearAsync(string sql, int age, int bite, CancellationToken cancellationToken)
    {
        var (all, taken) = (0, 0);
        do
        {
            taken = await ExecuteAsync(sql, cancellationToken, Database.Value(age), Database.Value(bite));
            all += taken;
        }
        while (taken == bite);

        return all;
    }

    private async Task<int> ExecuteAsync(
        string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = database.JobCommand(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
