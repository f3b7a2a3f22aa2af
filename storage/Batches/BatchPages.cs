using Npgsql;

namespace BalanceNotifications.Batches;

/// <summary>
/// The rows of a batch as the driving grain works them off, page by page. How far it is stands in the batch; a row is written
/// again only when its account refused it, or could not be asked.
/// </summary>
public sealed class BatchPages(NpgsqlDataSource database)
{
    // Served by the primary key: rows are read in file order, and few of them are passed over.
    private const string Next = """
        select row, account_key, body from batch_row
        where practice_id = $1 and batch = $2 and state = 0 and row > $3
        order by row
        limit $4
        """;

    // Served by batch_row_waiting_on. None of a batch that was cancelled meanwhile.
    private const string WaitingOn = """
        select row, account_key, body from batch_row
        where practice_id = $1 and batch = $2 and state = 3 and row > $3
            and exists (select from batch b where b.practice_id = $1 and b.id = $2 and b.status = 2)
        order by row
        limit $4
        """;

    // Served by batch_row_waiting_on.
    private const string AccountsWaitingOn = """
        select distinct account_key from batch_row where practice_id = $1 and batch = $2 and state = 3
        """;

    // Before its rows are told. No row is found once it was cancelled, or when somebody else has told the page. How far it
    // is told within may move meanwhile: the pages before it end in their own time.
    private const string BeginPage = """
        update batch set begun_up_to = greatest(begun_up_to, $3)
        where practice_id = $1 and id = $2 and status = 2 and told_up_to < $3
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

    // Served by the primary key, and no further than a page was begun: so far one that waits may have been told, too.
    internal const string Told = """
        select r.row, r.account_key
        from batch_row r
        where r.practice_id = $1 and r.batch = $2 and r.row > $3
            and r.state in (0, 1, 3)
            and r.row <= (select b.begun_up_to from batch b where b.practice_id = $1 and b.id = $2)
        order by r.row
        limit $4
        """;

    /// <summary>The next rows that wait, in file order.</summary>
    /// <param name="after">Only rows behind this one; 0 for all.</param>
    public Task<IReadOnlyList<WaitingRow>> NextAsync(
        int practice, Guid batch, int after, int limit, CancellationToken cancellationToken) =>
        ReadAsync(Next, practice, batch, after, limit, cancellationToken);

    /// <summary>Those whose accounts could not be asked before, in file order, as long as the batch is uploading.</summary>
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
    public async Task<bool> BeginPageAsync(int practice, Guid batch, int last)
    {
        await using var command = Command(BeginPage, practice, batch, Database.Value(last));
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

    private NpgsqlCommand Command(string sql, int practice, Guid batch, params ReadOnlySpan<NpgsqlParameter> more) =>
        database.JobCommand(sql, [Database.Value(practice), Database.Value(batch), .. more]);
}
