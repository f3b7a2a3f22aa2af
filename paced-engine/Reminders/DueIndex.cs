using Npgsql;
using NpgsqlTypes;

namespace PacedEngine.Reminders;

/// <summary>
/// The reminders in PostgreSQL. Every statement is served by an index named in storage/Schema/0030-paced-engine.sql, and
/// every instant comes as a parameter: the database's clock has no part in it.
/// </summary>
internal sealed class DueIndex(NpgsqlDataSource database)
{
    private const string Columns = "r.grain_id, r.name, r.due_at, r.period_seconds, r.version";

    private const string Register = """
        with told as (
            select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::integer[])
                as t(tenant, grain_id, name, due_at, period_seconds))
        insert into paced_reminder as r (tenant, grain_id, name, due_at, period_seconds, version)
        select tenant, grain_id, name, due_at, period_seconds, nextval('paced_reminder_version') from told
        order by grain_id, name
        on conflict (grain_id, name) do update set
            tenant = excluded.tenant, due_at = excluded.due_at, period_seconds = excluded.period_seconds,
            version = nextval('paced_reminder_version'), lease_until = null, attempts = 0, parked_at = null
        returning r.grain_id, r.name, r.version
        """;

    private const string Remove = """
        delete from paced_reminder r
        using unnest($1::text[], $2::text[], $3::bigint[]) as t(grain_id, name, version)
        where r.grain_id = t.grain_id and r.name = t.name and r.version = t.version
        returning r.grain_id, r.name, r.version
        """;

    private const string Settle = """
        update paced_reminder r set
            due_at = t.due_at, lease_until = null, attempts = t.attempts, parked_at = t.parked_at
        from unnest($1::text[], $2::text[], $3::bigint[], $4::timestamptz[], $5::smallint[], $6::timestamptz[])
            as t(grain_id, name, version, due_at, attempts, parked_at)
        where r.grain_id = t.grain_id and r.name = t.name and r.version = t.version
        returning r.grain_id, r.name, r.version
        """;

    // By paced_reminder_due. What others are working on stands at the front of it, and is passed over.
    private const string ClaimOldest = $"""
        with due as (
            select grain_id, name from paced_reminder
            where parked_at is null and due_at <= $1 and (lease_until is null or lease_until <= $1)
            order by due_at
            limit $2
            for update skip locked)
        update paced_reminder r set lease_until = $3, attempts = least(r.attempts + 1, 1000)
        from due
        where r.grain_id = due.grain_id and r.name = due.name
        returning {Columns}, r.attempts
        """;

    // By paced_reminder_by_tenant, once for each tenant.
    private const string ClaimShares = $"""
        with due as (
            select share.grain_id, share.name
            from unnest($4::text[]) as t(tenant)
            cross join lateral (
                select grain_id, name from paced_reminder
                where parked_at is null and tenant = t.tenant and due_at <= $1
                    and (lease_until is null or lease_until <= $1)
                order by due_at
                limit $5
                for update skip locked) share
            limit $2)
        update paced_reminder r set lease_until = $3, attempts = least(r.attempts + 1, 1000)
        from due
        where r.grain_id = due.grain_id and r.name = due.name
        returning {Columns}, r.attempts
        """;

    // By paced_reminder_by_tenant, from each tenant's oldest to the next tenant's.
    private const string DueTenants = """
        with recursive walk as (
            (select tenant, due_at from paced_reminder
            where parked_at is null and tenant > $2
            order by tenant, due_at limit 1)
            union all
            select n.tenant, n.due_at
            from walk
            cross join lateral (
                select tenant, due_at from paced_reminder
                where parked_at is null and tenant > walk.tenant
                order by tenant, due_at limit 1) n)
        select tenant from walk where due_at <= $1 limit $3
        """;

    // By paced_reminder_due; the count ends where it would become expensive.
    private const string Backlog = """
        select count(*), min(due_at) from (
            select due_at from paced_reminder
            where parked_at is null and due_at <= $1
            order by due_at
            limit 100000) due
        """;

    // By the primary key; the name is null for all of a grain.
    private const string Find = $"""
        select {Columns} from paced_reminder r where r.grain_id = $1 and ($2::text is null or r.name = $2)
        """;

    // By paced_reminder_parked.
    private const string Unpark = """
        update paced_reminder set due_at = $1, attempts = 0, parked_at = null
        where parked_at is not null and ($2::text is null or grain_id = $2)
        """;

    // By paced_reminder_parked.
    private const string CountParked = "select count(*) from paced_reminder where parked_at is not null";

    /// <summary>Writes changes of different rows in one transaction.</summary>
    /// <returns>For each change the row's version; null where it applied to no row.</returns>
    public async Task<long?[]> WriteAsync(IReadOnlyList<DueChange> changes)
    {
        await using var batch = database.CreateBatch();
        Add(batch, Register, [.. changes.OfType<DueChange.Register>()], rows =>
        [
            Texts(rows, row => row.Tenant), Texts(rows, row => row.Key.Grain), Texts(rows, row => row.Key.Name),
            Instants(rows, row => row.DueAt), Value(Array.ConvertAll(rows, row => Seconds(row.Period))),
        ]);
        Add(batch, Remove, [.. changes.OfType<DueChange.Remove>()], rows =>
        [
            Texts(rows, row => row.Key.Grain), Texts(rows, row => row.Key.Name),
            Value(Array.ConvertAll(rows, row => row.Version)),
        ]);
        Add(batch, Settle, [.. changes.OfType<DueChange.Settle>()], rows =>
        [
            Texts(rows, row => row.Key.Grain), Texts(rows, row => row.Key.Name),
            Value(Array.ConvertAll(rows, row => row.Version)), Instants(rows, row => row.DueAt),
            Value(Array.ConvertAll(rows, row => (short)row.Attempts)), Instants(rows, row => row.ParkedAt),
        ]);

        var versions = new Dictionary<ReminderKey, long>(changes.Count);
        await using var reader = await batch.ExecuteReaderAsync();
        do
        {
            while (await reader.ReadAsync())
            {
                versions[new(reader.GetString(0), reader.GetString(1))] = reader.GetInt64(2);
            }
        }
        while (await reader.NextResultAsync());

        return [.. changes.Select(change => versions.TryGetValue(change.Key, out var version) ? version : (long?)null)];
    }

    /// <summary>Takes what is due, the longest due first.</summary>
    public Task<IReadOnlyList<Claim>> ClaimOldestAsync(
        DateTimeOffset now, int most, DateTimeOffset leaseUntil) =>
        ClaimAsync(ClaimOldest, [Value(now), Value(most), Value(leaseUntil)]);

    /// <summary>Takes the same share for each of the tenants, within a tenant the longest due first.</summary>
    public Task<IReadOnlyList<Claim>> ClaimSharesAsync(
        IReadOnlyList<string> tenants, DateTimeOffset now, int most, DateTimeOffset leaseUntil) => ClaimAsync(
            ClaimShares,
            [
                Value(now), Value(most), Value(leaseUntil), Value(tenants.ToArray()),
                // Rounded down: what the shares leave over is the next claim's, and not the first tenants'.
                Value(Math.Max(1, most / tenants.Count)),
            ]);

    /// <summary>Tenants behind <paramref name="after"/> with something due, at most <paramref name="most"/>.</summary>
    public async Task<IReadOnlyList<string>> DueTenantsAsync(
        DateTimeOffset now, string after, int most, CancellationToken cancellationToken)
    {
        await using var command = Command(DueTenants, Value(now), Value(after), Value(most));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tenants = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tenants.Add(reader.GetString(0));
        }

        return tenants;
    }

    /// <summary>How many are due, up to 100,000, and since when the oldest of them is.</summary>
    public async Task<(long Count, DateTimeOffset? Oldest)> BacklogAsync(
        DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = Command(Backlog, Value(now));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }

    /// <param name="name">Null for all of the grain's.</param>
    public async Task<IReadOnlyList<DueRow>> FindAsync(
        string grain, string? name, CancellationToken cancellationToken)
    {
        await using var command = Command(
            Find, Value(grain), new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)name ?? DBNull.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<DueRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(Row(reader));
        }

        return rows;
    }

    /// <summary>Puts what was parked back into the queue.</summary>
    /// <param name="grain">Null for all.</param>
    /// <returns>How many.</returns>
    public async Task<int> UnparkAsync(DateTimeOffset now, string? grain, CancellationToken cancellationToken)
    {
        await using var command = Command(
            Unpark, Value(now), new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)grain ?? DBNull.Value });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<long> CountParkedAsync(CancellationToken cancellationToken)
    {
        await using var command = Command(CountParked);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // Without a token: what is taken and not known to be would wait for its lease to end.
    private async Task<IReadOnlyList<Claim>> ClaimAsync(string claim, NpgsqlParameter[] parameters)
    {
        await using var command = Command(claim, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var claims = new List<Claim>();
        while (await reader.ReadAsync())
        {
            claims.Add(new(Row(reader), reader.GetInt16(5)));
        }

        return claims;
    }

    private static void Add<TRow>(NpgsqlBatch batch, string sql, TRow[] rows, Func<TRow[], NpgsqlParameter[]> parameters)
    {
        if (rows.Length > 0)
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.AddRange(parameters(rows));
            batch.BatchCommands.Add(command);
        }
    }

    private NpgsqlCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }

    private static DueRow Row(NpgsqlDataReader reader) => new(
        new(reader.GetString(0), reader.GetString(1)),
        reader.GetFieldValue<DateTimeOffset>(2),
        TimeSpan.FromSeconds(reader.GetInt32(3)),
        reader.GetInt64(4));

    // A period is kept in whole seconds, rounded up: it is the pace of retries, not a time of day.
    private static int Seconds(TimeSpan period) => (int)Math.Min(Math.Ceiling(period.TotalSeconds), int.MaxValue);

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter<string[]> Texts<TRow>(TRow[] rows, Converter<TRow, string> of) =>
        Value(Array.ConvertAll(rows, of));

    private static NpgsqlParameter<DateTimeOffset[]> Instants<TRow>(TRow[] rows, Converter<TRow, DateTimeOffset> of) =>
        Value(Array.ConvertAll(rows, of));

    private static NpgsqlParameter<DateTimeOffset?[]> Instants<TRow>(
        TRow[] rows, Converter<TRow, DateTimeOffset?> of) => Value(Array.ConvertAll(rows, of));
}
