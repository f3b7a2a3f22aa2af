using BalanceNotifications.Accounts;
using BalanceNotifications.Events;
using Npgsql;

namespace BalanceNotifications.Batches;

/// <summary>A batch as the driving grain begins and ends it.</summary>
public sealed class BatchWork(NpgsqlDataSource database, TimeProvider clock)
{
    // Served by the primary key.
    private const string Find = """
        select kind, status, told_up_to, coalesce(told_at, started_at, created_at)
        from batch where practice_id = $1 and id = $2
        """;

    // One that failed goes on where it was, and has its day again, however long ago it was started.
    private const string Start = $"""
        with before as (
            select status from batch where practice_id = $1 and id = $2 and status in (1, 5) for update),
        changed as (
            update batch b set
                status = 2, failure = null, ended_at = null, told_at = case when before.status = 5 then bn_now() end,
                started_at = coalesce(started_at, bn_now()), started_by = coalesce(started_by, $3)
            from before
            where b.practice_id = $1 and b.id = $2
            returning before.status as was, b.status)
        {BatchAudit.Append}
        """;

    private const string End = $"""
        with changed as (
            update batch set status = $6, failure = $7, ended_at = bn_now()
            where practice_id = $1 and id = $2 and status = 2
            returning 2 as was, batch.*),
        told as (
            {EventSql.WriteBatchEnded}),
        written as (
            {BatchAudit.Append})
        select true from changed
        """;

    private const string Cancel = $"""
        with before as (
            select status from batch where practice_id = $1 and id = $2 and status in (1, 2, 3, 5) for update),
        changed as (
            update batch b set
                status = 4, ended_at = bn_now(), cancelled_by = $3,
                -- Nobody was told of one that was not uploaded.
                taken_back_at = case when before.status = 1 then bn_now() end
            from before
            where b.practice_id = $1 and b.id = $2
            returning before.status as was, b.*),
        told as (
            {EventSql.WriteBatchEnded}),
        written as (
            {BatchAudit.Append})
        select was from changed
        """;

    private const string TakenBack = """
        update batch set taken_back_at = bn_now() where practice_id = $1 and id = $2 and status = 4
        """;

    // Served by batch_uploading and batch_taken_back. Every practice's; a handful at any time.
    private const string UnderWay = """
        select practice_id, id from batch where status = 2
        union all
        select practice_id, id from batch where status = 4 and taken_back_at is null
        """;

    /// <summary>Null when there is no such batch.</summary>
    public async Task<DrivenBatch?> FindAsync(int practice, Guid batch, CancellationToken cancellationToken)
    {
        await using var command = Command(Find, practice, batch);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                (BatchKind)reader.GetInt16(0), (BatchStatus)reader.GetInt16(1), reader.GetInt32(2),
                reader.GetFieldValue<DateTimeOffset>(3))
            : null;
    }

    /// <summary>Begins, and clears the worklist that the last cycle batch left (V42).</summary>
    /// <param name="actor">Who said so; null for the sweep, which only ever finds batches that were begun.</param>
    public async Task StartAsync(int practice, Guid batch, string? actor, CancellationToken cancellationToken)
    {
        await using var command = Audited(Start, practice, batch, actor, "batch.started");
        await command.ExecuteNonQueryAsync(cancellationToken);
        await using var clear = Command(PreCollectionsSql.ClearForBatch, practice, batch);
        await clear.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <param name="failure">Why it failed; null otherwise.</param>
    /// <returns>False when it was no more uploading.</returns>
    public async Task<bool> EndAsync(int practice, Guid batch, BatchStatus status, string? failure = null)
    {
        await using var command = Audited(End, practice, batch, actor: null, "batch.ended");
        command.Parameters.Add(Database.Value((short)status));
        command.Parameters.Add(Database.Value(failure));
        return await command.ExecuteScalarAsync() is true;
    }

    /// <returns>What it was before; null when it was cancelled before.</returns>
    public async Task<BatchStatus?> CancelAsync(
        int practice, Guid batch, string actor, CancellationToken cancellationToken)
    {
        await using var command = Audited(Cancel, practice, batch, actor, "batch.cancelled");
        return await command.ExecuteScalarAsync(cancellationToken) is short before ? (BatchStatus)before : null;
    }

    /// <summary>Everything that a cancelled batch brought is taken back: whoever says so has walked it.</summary>
    public async Task TakenBackAsync(int practice, Guid batch)
    {
        await using var command = Command(TakenBack, practice, batch);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>
    /// Batches that are uploading, or being taken back: whoever drove them may have died, so they are started again now
    /// and then.
    /// </summary>
    public async Task<IReadOnlyList<(int Practice, Guid Batch)>> UnderWayAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(UnderWay);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var batches = new List<(int, Guid)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            batches.Add((reader.GetInt32(0), reader.GetGuid(1)));
        }

        return batches;
    }

    private NpgsqlCommand Audited(string sql, int practice, Guid batch, string? actor, string action) =>
        database.JobCommand(sql, BatchAudit.Parameters(practice, batch, actor, action, clock));

    private NpgsqlCommand Command(string sql, int practice, Guid batch, params ReadOnlySpan<NpgsqlParameter> more) =>
        database.JobCommand(sql, [Database.Value(practice), Database.Value(batch), .. more]);
}

/// <summary>A batch as its driver sees it.</summary>
/// <param name="ToldUpTo">Rows up to here are worked off, but for those that wait on.</param>
/// <param name="MovedAt">When that last moved; at first, when it was started.</param>
public sealed record DrivenBatch(BatchKind Kind, BatchStatus Status, int ToldUpTo, DateTimeOffset MovedAt);
