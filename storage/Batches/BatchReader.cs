using System.Globalization;
using BalanceNotifications.Notifications;
using BalanceNotifications.Paging;
using BalanceNotifications.Pauses;
using Npgsql;

namespace BalanceNotifications.Batches;

/// <summary>Batches and their rows as the api reads them.</summary>
public sealed class BatchReader(NpgsqlDataSource database)
{
    private const string Columns = """
        id, kind, status, failure, created_at, created_by, ended_at, rows, accepted, rejected,
        paused_at, paused_by, pause_reason, started_at, started_by, cancelled_by, rows_per_second, told_at
        """;

    // Served by the primary key.
    private const string Find = $"select {Columns} from batch where practice_id = $1 and id = $2";

    // Served by the primary key: the id is a UUIDv7, so its order is that of creation.
    private const string ListNewestFirst = $"""
        select {Columns} from batch where practice_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3
        """;

    private const string ListOldestFirst = $"""
        select {Columns} from batch where practice_id = $1 and ($2::uuid is null or id > $2) order by id limit $3
        """;

    // Served by notification_count_by_batch and notification_delta_by_batch.
    private const string CountNotifications = """
        select batch, status, sum(number)::bigint
        from (
            select batch, status, count as number from notification_count where practice_id = $1 and batch = any ($2)
            union all
            select batch, status, change from notification_delta where practice_id = $1 and batch = any ($2)) both_parts
        group by batch, status
        having sum(number) <> 0
        """;

    // Asked for once before the rows are read, and not joined to them: only so it bounds the range of the index.
    private const string Told = "(select told_up_to from batch where practice_id = $1 and id = $2)";

    /// <summary>Null when the practice has no such batch.</summary>
    public async Task<StoredBatch?> FindAsync(RowScope scope, Guid id, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database)
            .Add(Find, Database.Value(scope.Practice!.Value), Database.Value(id));
        var found = await ReadAsync(batch, cancellationToken);
        return (await CountAsync(scope, found, cancellationToken)).SingleOrDefault();
    }

    /// <param name="after">The id to continue after; null at the beginning.</param>
    public async Task<Page<StoredBatch>> ListAsync(
        RowScope scope, bool ascending, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(
            ascending ? ListOldestFirst : ListNewestFirst,
            Database.Value(scope.Practice!.Value), Database.Value(after), Database.Value(limit + 1));
        var found = await ReadAsync(batch, cancellationToken);
        var counted = await CountAsync(scope, found, cancellationToken);
        return Page.Of(counted, limit, one => one.Id.ToString());
    }

    /// <summary>The rows in file order.</summary>
    /// <param name="state">Null for all.</param>
    /// <param name="after">The row to continue after; 0 at the beginning.</param>
    public async Task<Page<StoredBatchRow>> ListRowsAsync(
        RowScope scope, Guid id, BatchRowState? state, int after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(
            Rows(state), Database.Value(scope.Practice!.Value), Database.Value(id), Database.Value(after),
            Database.Value(limit + 1));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var rows = new List<StoredBatchRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                reader.GetInt32(0), (BatchRowState)reader.GetInt16(1), reader.Nullable<string>(2),
                reader.Nullable<string>(3), reader.Nullable<string>(4), reader.Nullable<string>(5)));
        }

        return Page.Of(rows, limit, row => row.Row.ToString(CultureInfo.InvariantCulture));
    }

    // Served by the primary key, batch_row_rejected and batch_row_waiting_on; the state is spelt out because a partial
    // index does not serve a parameter.
    internal static string Rows(BatchRowState? state) => state is { } wanted ? RowsOf(wanted) : Rows("true");

    private static string RowsOf(BatchRowState state) => state switch
    {
        // Behind the place that the batch is told up to none was: the rest of the file is not read for nothing.
        BatchRowState.Accepted => Rows($"row <= {Told} and state in (0, 1)"),
        BatchRowState.Rejected => Rows("state = 2"),
        // Two short ranges: what waits behind the place the batch is told up to, and what had to wait on before it.
        BatchRowState.Waiting or BatchRowState.WaitingOn => $"""
            select * from (
                ({Rows("state = 3")}) union all ({Rows($"state = 0 and row > greatest($3, {Told})")})) waiting
            order by row limit $4
            """,
    };

    private static string Rows(string wanted) => $"""
        select row, case when state = 0 and row <= {Told} then 1 when state = 3 then 0 else state end::smallint as state,
            account, "column", value, reason
        from batch_row
        where practice_id = $1 and batch = $2 and row > $3 and {wanted}
        order by row limit $4
        """;

    private static async Task<List<StoredBatch>> ReadAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var batches = new List<StoredBatch>();
        while (await reader.ReadAsync(cancellationToken))
        {
            batches.Add(new(
                reader.GetGuid(0), (BatchKind)reader.GetInt16(1), (BatchStatus)reader.GetInt16(2),
                reader.Nullable<string>(3), reader.GetFieldValue<DateTimeOffset>(4), reader.GetString(5),
                reader.Nullable<DateTimeOffset?>(6), reader.GetInt32(7), reader.GetInt32(8), reader.GetInt32(9),
                new Dictionary<NotificationStatus, long>(), reader.Pause(10),
                reader.Nullable<DateTimeOffset?>(13), reader.Nullable<string>(14), reader.Nullable<string>(15),
                reader.Nullable<float?>(16), reader.Nullable<DateTimeOffset?>(17)));
        }

        return batches;
    }

    private async Task<List<StoredBatch>> CountAsync(
        RowScope scope, List<StoredBatch> batches, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(
            CountNotifications, Database.Value(scope.Practice!.Value),
            Database.Value(batches.Select(one => one.Id).ToArray()));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var counts = batches.ToDictionary(one => one.Id, _ => new Dictionary<NotificationStatus, long>());
        while (await reader.ReadAsync(cancellationToken))
        {
            counts[reader.GetGuid(0)].Add((NotificationStatus)reader.GetInt16(1), reader.GetInt64(2));
        }

        return [.. batches.Select(one => one with { Notifications = counts[one.Id] })];
    }
}
