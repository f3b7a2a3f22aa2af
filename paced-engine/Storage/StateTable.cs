using Npgsql;
using NpgsqlTypes;

namespace PacedEngine.Storage;

/// <summary>
/// Grain states in the table of Orleans' AdoNet provider, many at a time. Served by orleansstorage_by_grain, the unique
/// index of storage/Schema/0002-orleans.sql.
/// </summary>
internal sealed class StateTable(
    NpgsqlDataSource database, string serviceId, TimeProvider clock, ICompanion? companion = null)
{
    private const string Keys =
        "unnest($2::integer[], $3::bigint[], $4::bigint[], $5::integer[], $6::text[], $7::text[]";

    private const string Same = """
        s.grainidhash = t.key_hash and s.graintypehash = t.type_hash and s.grainidn0 = t.n0 and s.grainidn1 = t.n1
            and s.graintypestring = t.type and s.serviceid = $1
            and coalesce(s.grainidextensionstring, '') = coalesce(t.extension, '')
        """;

    private const string Returned =
        "s.grainidhash, s.grainidn0, s.grainidn1, s.graintypehash, s.graintypestring, s.grainidextensionstring, s.version";

    // "offset 0" has the keys looked up one by one, each by all of the index. The plan is made once, perhaps while the
    // table is empty, and any other would read all of it for every key.
    private const string Read = $"""
        select {Returned}, s.payloadbinary
        from {Keys}) as t(key_hash, n0, n1, type_hash, type, extension)
        cross join lateral (select s.* from orleansstorage s where {Same} offset 0) s
        """;

    // A row that another writes at the same moment has a higher version by then, and is not found.
    private const string Update = $"""
        update orleansstorage s set payloadbinary = t.payload, modifiedon = $10, version = s.version + 1
        from {Keys}, $8::bytea[], $9::integer[])
            as t(key_hash, n0, n1, type_hash, type, extension, payload, version)
        cross join lateral (select s.ctid as place from orleansstorage s where {Same} offset 0) found
        where s.ctid = found.place and s.version = t.version
        returning {Returned}
        """;

    private const string Insert = $"""
        insert into orleansstorage as s (
            grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid,
            payloadbinary, modifiedon, version)
        select key_hash, n0, n1, type_hash, type, extension, $1, payload, $9, 1
        from {Keys}, $8::bytea[]) as t(key_hash, n0, n1, type_hash, type, extension, payload)
        on conflict do nothing
        returning {Returned}
        """;

    /// <returns>For each key its state; null where there is none.</returns>
    public async Task<StoredState?[]> ReadAsync(IReadOnlyList<StateKey> keys)
    {
        await using var command = database.CreateCommand(Read);
        command.Parameters.AddRange(KeyParameters(keys));
        await using var reader = await command.ExecuteReaderAsync();
        var found = new Dictionary<StateKey, StoredState>(keys.Count);
        while (await reader.ReadAsync())
        {
            found[Key(reader)] = new(reader.GetInt32(6), reader.IsDBNull(7) ? null : reader.GetFieldValue<byte[]>(7));
        }

        return [.. keys.Select(key => found.GetValueOrDefault(key))];
    }

    /// <summary>
    /// Writes states of different grains in one transaction, each for itself: one that is stale fails alone, and the rows
    /// it brought are not written.
    /// </summary>
    /// <returns>For each its new version; null where the stored one was not the expected.</returns>
    public async Task<int?[]> WriteAsync(IReadOnlyList<StateWrite> writes)
    {
        await using var connection = await database.OpenConnectionAsync();
        if (writes.All(write => write.Rows is null))
        {
            return await WriteStatesAsync(connection, writes);
        }

        await using var transaction = await connection.BeginTransactionAsync();
        var versions = await WriteStatesAsync(connection, writes);
        var rows = writes.Where((write, index) => write.Rows is not null && versions[index] is not null)
            .Select(write => write.Rows!).ToArray();
        if (rows.Length > 0)
        {
            await using var batch = connection.CreateBatch();
            companion!.Add(batch, rows);
            await batch.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return versions;
    }

    private async Task<int?[]> WriteStatesAsync(NpgsqlConnection connection, IReadOnlyList<StateWrite> writes)
    {
        var now = clock.GetUtcNow();
        var updates = writes.Where(write => write.Expected is not null).ToArray();
        var inserts = writes.Where(write => write.Expected is null).ToArray();
        await using var batch = connection.CreateBatch();
        Add(batch, Update, updates,
            Value(Array.ConvertAll(updates, write => write.Expected!.Value)), Value(now));
        Add(batch, Insert, inserts, Value(now));

        var versions = new Dictionary<StateKey, int>(writes.Count);
        await using var reader = await batch.ExecuteReaderAsync();
        do
        {
            while (await reader.ReadAsync())
            {
                versions[Key(reader)] = reader.GetInt32(6);
            }
        }
        while (await reader.NextResultAsync());

        return [.. writes.Select(write => versions.TryGetValue(write.Key, out var version) ? version : (int?)null)];
    }

    private void Add(NpgsqlBatch batch, string sql, StateWrite[] writes, params NpgsqlParameter[] more)
    {
        if (writes.Length == 0)
        {
            return;
        }

        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(KeyParameters([.. writes.Select(write => write.Key)]));
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = Array.ConvertAll(writes, write => write.Payload),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        });
        command.Parameters.AddRange(more);
        batch.BatchCommands.Add(command);
    }

    private NpgsqlParameter[] KeyParameters(IReadOnlyList<StateKey> keys) =>
    [
        Value(serviceId),
        Value(keys.Select(key => key.KeyHash).ToArray()),
        Value(keys.Select(key => key.N0).ToArray()),
        Value(keys.Select(key => key.N1).ToArray()),
        Value(keys.Select(key => key.TypeHash).ToArray()),
        Value(keys.Select(key => key.Type).ToArray()),
        Value(keys.Select(key => key.Extension).ToArray()),
    ];

    private static StateKey Key(NpgsqlDataReader reader) => new(
        reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt32(3), reader.GetString(4),
        reader.IsDBNull(5) ? null : reader.GetString(5));

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };
}

/// <param name="Payload">Null when it was cleared.</param>
internal sealed record StoredState(int Version, byte[]? Payload);

/// <param name="Expected">The version it replaces; null for the first.</param>
/// <param name="Payload">Null to clear it.</param>
/// <param name="Rows">What its companion writes with it; null for nothing.</param>
internal sealed record StateWrite(StateKey Key, int? Expected, byte[]? Payload, object? Rows);
