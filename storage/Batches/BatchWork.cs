using BalanceNotifications.Accounts;
using Npgsql;

namespace BalanceNotifications.Batches;

/// <summary>The rows of a batch as the driving grain works them off. A row's state is the only record of progress.</summary>
public sealed class BatchWork(NpgsqlDataSource database)
{
    // Served by the primary key.
    private const string Find = "select kind, status from batch where practice_id = $1 and id = $2";

    private const string Begin = """
        update batch set status = 2 where practice_id = $1 and id = $2 and status = 1
        """;

    // Served by batch_row_waiting.
    private const string Waiting = """
        select row, account_key, body::text from batch_row
        where practice_id = $1 and batch = $2 and state = 0 and row > $3
        order by row
        limit $4
        """;

    // Served by the primary key. The counts move by the rows that really changed, so marking twice counts once.
    private const string Mark = """
        with marked as (
            update batch_row r
            set state = m.state, body = null, "column" = m.column, value = m.value, reason = m.reason
            from unnest($3::integer[], $4::smallint[], $5::text[], $6::text[], $7::text[])
                as m(row, state, "column", value, reason)
            where r.practice_id = $1 and r.batch = $2 and r.row = m.row and r.state = 0
            returning r.state)
        update batch
        set accepted = accepted + (select count(*) from marked where state = 1),
            rejected = rejected + (select count(*) from marked where state = 2)
        where practice_id = $1 and id = $2
        """;

    private const string End = """
        update batch set status = $3, ended_at = bn_now() where practice_id = $1 and id = $2 and status = 2
        """;

    private const string Cancel = """
        with before as (
            select status from batch where practice_id = $1 and id = $2 and status in (1, 2, 3) for update)
        update batch b set status = 4, ended_at = bn_now()
        from before
        where b.practice_id = $1 and b.id = $2
        returning before.status
        """;

    // Served by the primary key. One that waits may have been told: whoever told it may have died before it said so.
    private const string Told = """
        select row, account_key from batch_row
        where practice_id = $1 and batch = $2 and state in (0, 1) and row > $3
        order by row
        limit $4
        """;

    // Every practice's; a handful at any time.
    private const string Uploading = "select practice_id, id from batch where status = 2";

    /// <summary>Null when there is no such batch.</summary>
    public async Task<(BatchKind Kind, BatchStatus Status)?> FindAsync(
        int practice, Guid batch, CancellationToken cancellationToken)
    {
        await using var command = Command(Find, practice, batch);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? ((BatchKind)reader.GetInt16(0), (BatchStatus)reader.GetInt16(1))
            : null;
    }

    /// <summary>Begins, and clears the worklist that the last cycle batch left (V42).</summary>
    public async Task BeginAsync(int practice, Guid batch, CancellationToken cancellationToken)
    {
        await using var command = Command(Begin, practice, batch);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await using var clear = Command(PreCollectionsSql.ClearForBatch, practice, batch);
        await clear.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The next rows that wait, in file order.</summary>
    /// <param name="after">Only rows behind this one; 0 for all.</param>
    public async Task<IReadOnlyList<WaitingRow>> WaitingAsync(
        int practice, Guid batch, int after, int limit, CancellationToken cancellationToken)
    {
        await using var command = Command(Waiting, practice, batch, Database.Value(after), Database.Value(limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<WaitingRow>(limit);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
        }

        return rows;
    }

    public async Task MarkAsync(
        int practice, Guid batch, IReadOnlyCollection<WorkedRow> rows, CancellationToken cancellationToken)
    {
        await using var command = Command(
            Mark, practice, batch,
            Database.Value(rows.Select(row => row.Row).ToArray()),
            Database.Value(rows.Select(row => (short)(row.Reason is null ? 1 : 2)).ToArray()),
            Database.Value(rows.Select(row => row.Column).ToArray()),
            Database.Value(rows.Select(row => row.Value).ToArray()),
            Database.Value(rows.Select(row => row.Reason).ToArray()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task EndAsync(int practice, Guid batch, BatchStatus status, CancellationToken cancellationToken)
    {
        await using var command = Command(End, practice, batch, Database.Value((short)status));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <returns>What it was before; null when it has ended as cancelled or failed already.</returns>
    public async Task<BatchStatus?> CancelAsync(int practice, Guid batch, CancellationToken cancellationToken)
    {
        await using var command = Command(Cancel, practice, batch);
        return await command.ExecuteScalarAsync(cancellationToken) is short before ? (BatchStatus)before : null;
    }

    /// <summary>The next rows that an account may have taken, in file order.</summary>
    /// <param name="after">Only rows behind this one; 0 for all.</param>
    public async Task<IReadOnlyList<ToldRow>> ToldAsync(
        int practice, Guid batch, int after, int limit, CancellationToken cancellationToken)
    {
        await using var command = Command(Told, practice, batch, Database.Value(after), Database.Value(limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<ToldRow>(limit);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(reader.GetInt32(0), reader.GetString(1)));
        }

        return rows;
    }

    /// <summary>Batches under way: whoever drove them may have died, so they are started again now and then.</summary>
    public async Task<IReadOnlyList<(int Practice, Guid Batch)>> UploadingAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Uploading);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var batches = new List<(int, Guid)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            batches.Add((reader.GetInt32(0), reader.GetGuid(1)));
        }

        return batches;
    }

    private NpgsqlCommand Command(string sql, int practice, Guid batch, params ReadOnlySpan<NpgsqlParameter> more)
    {
        var command = database.CreateCommand(sql);
        command.CommandTimeout = Database.JobTimeoutSeconds;
        command.Parameters.Add(Database.Value(practice));
        command.Parameters.Add(Database.Value(batch));
        foreach (var parameter in more)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }
}

/// <param name="Body">The command for the account grain, as JSON.</param>
public sealed record WaitingRow(int Row, string AccountKey, string Body);

/// <summary>A row whose account has taken it, or may have.</summary>
public sealed record ToldRow(int Row, string AccountKey);

/// <param name="Reason">Why the account refused it; null when it took it.</param>
public sealed record WorkedRow(int Row, string? Column, string? Value, string? Reason);
