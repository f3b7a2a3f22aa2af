using BalanceNotifications.Accounts;
using Npgsql;

namespace BalanceNotifications.Batches;

/// <summary>
/// The rows of a batch as the driving grain works them off. How far it is stands in the batch; a row is written again only
/// when its account refused it, or could not be asked.
/// </summary>
public sealed class BatchWork(NpgsqlDataSource database, TimeProvider clock)
{
    // Served by the primary key.
    private const string Find = """
        select kind, status, told_up_to, coalesce(told_at, started_at, created_at)
        from batch where practice_id = $1 and id = $2
        """;

    // One that failed goes on where it was.
    private const string Start = $"""
        with before as (
            select status from batch where practice_id = $1 and id = $2 and status in (1, 5) for update),
        changed as (
            update batch b set
                status = 2, failure = null, ended_at = null, told_at = null,
                started_at = coalesce(started_at, bn_now()), started_by = coalesce(started_by, $3)
            from before
            where b.practice_id = $1 and b.id = $2
            returning before.status as was, b.status)
        {BatchAudit.Append}
        """;

    // Served by the primary key: rows are read in file order, and few of them are passed over.
    private const string Next = """
        select row, account_key, body from batch_row
        where practice_id = $1 and batch = $2 and state = 0 and row > $3
        order by row
        limit $4
        """;

    // Served by batch_row_waiting_on.
    private const string WaitingOn = """
        select row, account_key, body from batch_row
        where practice_id = $1 and batch = $2 and state = 3 and row > $3
        order by row
        limit $4
        """;

    // Served by batch_row_waiting_on.
    private const string AccountsWaitingOn = """
        select distinct account_key from batch_row where practice_id = $1 and batch = $2 and state = 3
        """;

    // Before its rows are told. No row is found once it was cancelled, or when somebody else drives it further on.
    private const string BeginPage = """
        update batch set begun_up_to = greatest(begun_up_to, $4)
        where practice_id = $1 and id = $2 and status = 2 and told_up_to <= $3
        """;

    // Served by the primary key. Only who finds the batch told as far as it knows moves it, and marks rows: a page that is
    // told twice counts once.
    private const string MovePage = """
        update batch
        set told_up_to = $4, accepted = accepted + $5, rejected = rejected + $6, told_at = bn_now(),
            rows_per_second = $7
        where practice_id = $1 and id = $2 and told_up_to = $3
        returning true
        """;

    // The range of the page is in it so that no more of the file is read.
    private const string MarkPage = $"""
        with moved as ({MovePage}),
        marked as (
            update batch_row r
            set state = m.state, body = case when m.state = 3 then r.body end, "column" = m.column, value = m.value,
                reason = m.reason
            from unnest($8::integer[], $9::smallint[], $10::text[], $11::text[], $12::text[])
                as m(row, state, "column", value, reason)
            where exists (select from moved)
                and r.practice_id = $1 and r.batch = $2 and r.row > $3 and r.row <= $4 and r.row = m.row and r.state = 0)
        select true from moved
        """;

    // Served by the primary keys. The counts move by the rows that really changed, so marking twice counts once.
    private const string Mark = """
        with marked as (
            update batch_row r
            set state = m.state, body = null, "column" = m.column, value = m.value, reason = m.reason
            from unnest($3::integer[], $4::smallint[], $5::text[], $6::text[], $7::text[])
                as m(row, state, "column", value, reason)
            where r.practice_id = $1 and r.batch = $2 and r.row = m.row and r.state = 3
            returning r.state)
        update batch
        set accepted = accepted + (select count(*) from marked where state = 1),
            rejected = rejected + (select count(*) from marked where state = 2), told_at = bn_now()
        where practice_id = $1 and id = $2
        """;

    private const string End = $"""
        with changed as (
            update batch set status = $6, failure = $7, ended_at = bn_now()
            where practice_id = $1 and id = $2 and status = 2
            returning 2 as was, status)
        {BatchAudit.Append}
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
            returning before.status as was, b.status),
        told as ({BatchAudit.Append})
        select was from changed
        """;

    // Served by the primary key. One that waits may have been told, if its page was begun.
    private const string Told = """
        select r.row, r.account_key
        from batch_row r
        where r.practice_id = $1 and r.batch = $2 and r.row > $3
            and (r.state in (1, 3) or r.state = 0 and r.row <= (
                select b.begun_up_to from batch b where b.practice_id = $1 and b.id = $2))
        order by r.row
        limit $4
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

    /// <summary>The next rows that wait, in file order.</summary>
    /// <param name="after">Only rows behind this one; 0 for all.</param>
    public Task<IReadOnlyList<WaitingRow>> NextAsync(
        int practice, Guid batch, int after, int limit, CancellationToken cancellationToken) =>
        ReadAsync(Next, practice, batch, after, limit, cancellationToken);

    /// <summary>Those whose accounts could not be asked before, in file order.</summary>
    /// <inheritdoc cref="NextAsync"/>
    public Task<IReadOnlyList<WaitingRow>> WaitingOnAsync(
        int practice, Guid batch, int after, int limit, CancellationToken cancellationToken) =>
        ReadAsync(WaitingOn, practice, batch, after, limit, cancellationToken);

    /// <summary>The keys of their accounts.</summary>
    public async Task<IReadOnlyList<string>> AccountsWaitingOnAsync(
        int practice, Guid batch, CancellationToken cancellationToken)
    {
        await using var command = Command(AccountsWaitingOn, practice, batch);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var accounts = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            accounts.Add(reader.GetString(0));
        }

        return accounts;
    }

    /// <summary>Before any row of a page is told. False when none may be: the batch was cancelled, or is another's.</summary>
    public async Task<bool> BeginPageAsync(int practice, Guid batch, int toldUpTo, int last)
    {
        await using var command = Command(BeginPage, practice, batch, Database.Value(toldUpTo), Database.Value(last));
        return await command.ExecuteNonQueryAsync() == 1;
    }

    /// <summary>The rows of a page are told, but for those that are to wait on. False when somebody else told them.</summary>
    public async Task<bool> EndPageAsync(int practice, Guid batch, ToldPage page)
    {
        WorkedRow[] exceptions =
            [.. page.Refused, .. page.WaitOn.Select(row => new WorkedRow(row, null, null, Reason: null))];
        await using var command = Command(
            exceptions.Length == 0 ? MovePage : MarkPage, practice, batch,
            Database.Value(page.From), Database.Value(page.To), Database.Value(page.Accepted),
            Database.Value(page.Refused.Count), Database.Value(page.RowsPerSecond));
        if (exceptions.Length > 0)
        {
            command.Parameters.AddRange(new[]
            {
                Database.Value(Array.ConvertAll(exceptions, row => row.Row)),
                Database.Value(Array.ConvertAll(
                    exceptions, row => (short)(row.Reason is null ? BatchRowState.WaitingOn : BatchRowState.Rejected))),
                Database.Value(Array.ConvertAll(exceptions, row => row.Column)),
                Database.Value(Array.ConvertAll(exceptions, row => row.Value)),
                Database.Value(Array.ConvertAll(exceptions, row => row.Reason)),
            });
        }

        return await command.ExecuteScalarAsync() is true;
    }

    /// <summary>Rows that waited on are told.</summary>
    public async Task MarkAsync(int practice, Guid batch, IReadOnlyCollection<WorkedRow> rows)
    {
        await using var command = Command(
            Mark, practice, batch,
            Database.Value(rows.Select(row => row.Row).ToArray()),
            Database.Value(rows.Select(row =>
                (short)(row.Reason is null ? BatchRowState.Accepted : BatchRowState.Rejected)).ToArray()),
            Database.Value(rows.Select(row => row.Column).ToArray()),
            Database.Value(rows.Select(row => row.Value).ToArray()),
            Database.Value(rows.Select(row => row.Reason).ToArray()));
        await command.ExecuteNonQueryAsync();
    }

    /// <param name="failure">Why it failed; null otherwise.</param>
    public async Task EndAsync(int practice, Guid batch, BatchStatus status, string? failure = null)
    {
        await using var command = Audited(End, practice, batch, actor: null, "batch.ended");
        command.Parameters.Add(Database.Value((short)status));
        command.Parameters.Add(Database.Value(failure));
        await command.ExecuteNonQueryAsync();
    }

    /// <returns>What it was before; null when it was cancelled before.</returns>
    public async Task<BatchStatus?> CancelAsync(
        int practice, Guid batch, string actor, CancellationToken cancellationToken)
    {
        await using var command = Audited(Cancel, practice, batch, actor, "batch.cancelled");
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

    /// <summary>Everything that a cancelled batch brought is taken back.</summary>
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

    private async Task<IReadOnlyList<WaitingRow>> ReadAsync(
        string sql, int practice, Guid batch, int after, int limit, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, practice, batch, Database.Value(after), Database.Value(limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<WaitingRow>(limit);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
        }

        return rows;
    }

    private NpgsqlCommand Audited(string sql, int practice, Guid batch, string? actor, string action)
    {
        var command = database.CreateCommand(sql);
        command.CommandTimeout = Database.JobTimeoutSeconds;
        command.Parameters.AddRange(BatchAudit.Parameters(practice, batch, actor, action, clock));
        return command;
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

/// <summary>A batch as its driver sees it.</summary>
/// <param name="ToldUpTo">Rows up to here are worked off, but for those that wait on.</param>
/// <param name="MovedAt">When that last moved; at first, when it was started.</param>
public sealed record DrivenBatch(BatchKind Kind, BatchStatus Status, int ToldUpTo, DateTimeOffset MovedAt);

/// <summary>What became of the rows of a page.</summary>
/// <param name="From">The batch was told up to here before it.</param>
/// <param name="To">Its last row.</param>
/// <param name="Accepted">How many their accounts took.</param>
/// <param name="Refused">Those that their accounts refused.</param>
/// <param name="WaitOn">Those that could not be told.</param>
/// <param name="RowsPerSecond">How fast the rows go at the moment; null when that is not known yet.</param>
public sealed record ToldPage(
    int From, int To, int Accepted, IReadOnlyCollection<WorkedRow> Refused, IReadOnlyCollection<int> WaitOn,
    float? RowsPerSecond);

/// <param name="Body">The command for the account grain, as JSON.</param>
public sealed record WaitingRow(int Row, string AccountKey, string Body);

/// <summary>A row whose account has taken it, or may have.</summary>
public sealed record ToldRow(int Row, string AccountKey);

/// <param name="Reason">Why the account refused it; null when it took it.</param>
public sealed record WorkedRow(int Row, string? Column, string? Value, string? Reason);
