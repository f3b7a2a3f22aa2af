using System.Text.Json;
using Npgsql;

namespace BalanceNotifications.Idempotency;

/// <summary>Answers to requests that came with a key, so that the same request again is answered as before.</summary>
public sealed class IdempotencyStore(NpgsqlDataSource database)
{
    /// <summary>For how many hours an answer is kept.</summary>
    public const int HoursKept = 24;

    /// <summary>
    /// For how many seconds a request counts as being worked on, unless whoever works on it says again that it does.
    /// </summary>
    public const int LeaseSeconds = 60;

    // One that is over its day, or that nobody works on any more, is begun anew.
    private const string Begin = """
        insert into idempotent_request as r (organisation, caller, key_hash, attempt, lease_until, began_at)
        values ($1, $2, $3, $4, bn_now() + $5 * interval '1 second', bn_now())
        on conflict (organisation, caller, key_hash) do update set
            attempt = excluded.attempt, lease_until = excluded.lease_until, began_at = excluded.began_at,
            request_hash = null, status = null, headers = null, body = null
        where r.began_at <= bn_now() - $6 * interval '1 hour' or (r.status is null and r.lease_until < bn_now())
        returning true
        """;

    private const string Read = """
        select request_hash, status, headers, body from idempotent_request
        where organisation = $1 and caller = $2 and key_hash = $3
        """;

    private const string Renew = """
        update idempotent_request set lease_until = bn_now() + $5 * interval '1 second'
        where organisation = $1 and caller = $2 and key_hash = $3 and attempt = $4 and status is null
        """;

    private const string Finish = """
        update idempotent_request set request_hash = $5, status = $6, headers = $7, body = $8
        where organisation = $1 and caller = $2 and key_hash = $3 and attempt = $4 and status is null
        """;

    private const string Release = """
        delete from idempotent_request
        where organisation = $1 and caller = $2 and key_hash = $3 and attempt = $4 and status is null
        """;

    /// <summary>Takes the key, or says who has it.</summary>
    public async Task<KnownRequest> BeginAsync(IdempotentKey key, CancellationToken cancellationToken)
    {
        await using var batch = Scope(key)
            .Add(Begin, Key(key, Database.Value(LeaseSeconds), Database.Value(HoursKept)))
            .Add(Read, Owner(key));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        if (await reader.ReadAsync(cancellationToken))
        {
            return new KnownRequest.Ours();
        }

        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && !reader.IsDBNull(1)
            ? new KnownRequest.Answered(
                reader.GetFieldValue<byte[]>(0),
                new(reader.GetInt16(1), Database.FromJson<Dictionary<string, string>>(reader.GetString(2)),
                    reader.GetFieldValue<byte[]>(3)))
            : new KnownRequest.UnderWay();
    }

    /// <summary>Says that it is still being worked on.</summary>
    public Task RenewAsync(IdempotentKey key, CancellationToken cancellationToken) =>
        ExecuteAsync(key, Renew, Key(key, Database.Value(LeaseSeconds)), cancellationToken);

    public Task FinishAsync(
        IdempotentKey key, byte[] requestHash, KeptAnswer answer, CancellationToken cancellationToken) =>
        ExecuteAsync(
            key, Finish,
            Key(key, Database.Value(requestHash), Database.Value((short)answer.Status),
                Database.Jsonb(JsonSerializer.Serialize(answer.Headers)), Database.Value(answer.Body)),
            cancellationToken);

    /// <summary>Forgets it: it came to no answer that would be worth repeating.</summary>
    public Task ReleaseAsync(IdempotentKey key, CancellationToken cancellationToken) =>
        ExecuteAsync(key, Release, Key(key), cancellationToken);

    private async Task ExecuteAsync(
        IdempotentKey key, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var batch = Scope(key).Add(sql, parameters);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlBatch Scope(IdempotentKey key) => new RowScope(key.Organisation, null).Begin(database);

    private static NpgsqlParameter[] Owner(IdempotentKey key) =>
        [Database.Value(key.Organisation), Database.Value(key.Caller), Database.Value(key.Hash)];

    private static NpgsqlParameter[] Key(IdempotentKey key, params ReadOnlySpan<NpgsqlParameter> more) =>
        [.. Owner(key), Database.Value(key.Attempt), .. more];
}
