using BalanceNotifications.Audit;
using BalanceNotifications.Paging;
using Npgsql;

namespace BalanceNotifications.Keys;

/// <summary>The keys of an organisation, and the trail of what was done to it, as the api reads them.</summary>
public sealed class KeyReader(NpgsqlDataSource database)
{
    // The older secret that lasts longest: there is one, or after two rotations in a row, two.
    internal const string Columns = """
        k.id, k.organisation, k.name, k.practices, k.roles, k.created_at, k.created_by, k.rotated_at,
        (select max(s.until) from access_secret s where s.key_id = k.id and s.until > bn_now()),
        k.last_used_at, k.revoked_at, k.revoked_by
        """;

    // Served by the primary key.
    internal const string Find = $"select {Columns} from access_key k where k.organisation = $1 and k.id = $2";

    // Served by access_key_by_organisation. $2 null: of every practice.
    private const string List = $"""
        select {Columns}
        from access_key k
        where k.organisation = $1 and ($2::text[] is null or k.practices <@ $2) and ($3::uuid is null or k.id < $3)
        order by k.id desc
        limit $4
        """;

    // Served by the primary key.
    private const string Trail = """
        select id, at, actor, action, subject, detail
        from organisation_audit
        where organisation = $1 and ($2::uuid is null or id < $2)
        order by id desc
        limit $3
        """;

    public async Task<StoredKey?> FindAsync(string organisation, Guid id, CancellationToken cancellationToken)
    {
        await using var batch = new RowScope(organisation, null).Begin(database)
            .Add(Find, Database.Value(organisation), Database.Value(id));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <param name="within">Only keys that name no other practices than these; null for all.</param>
    /// <param name="after">The last id of the page before; null for the newest.</param>
    public async Task<Page<StoredKey>> ListAsync(
        string organisation, IReadOnlyList<string>? within, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = new RowScope(organisation, null).Begin(database).Add(
            List,
            Database.Value(organisation),
            Database.Value(within?.ToArray()),
            Database.Value(after),
            Database.Value(limit + 1));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var keys = new List<StoredKey>();
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add(Read(reader));
        }

        return Page.Of(keys, limit, key => key.Id.ToString());
    }

    /// <param name="after">The last id of the page before; null for the newest.</param>
    public async Task<Page<AuditEntry>> ListAuditAsync(
        string organisation, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = new RowScope(organisation, null).Begin(database)
            .Add(Trail, Database.Value(organisation), Database.Value(after), Database.Value(limit + 1));
        return await AuditStore.ReadAsync(batch, limit, cancellationToken);
    }

    internal static StoredKey Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetString(1),
        reader.GetString(2),
        new(reader.GetFieldValue<string[]>(3), reader.GetFieldValue<string[]>(4)),
        reader.GetFieldValue<DateTimeOffset>(5),
        reader.GetString(6),
        reader.Nullable<DateTimeOffset?>(7),
        reader.Nullable<DateTimeOffset?>(8),
        reader.Nullable<DateTimeOffset?>(9),
        reader.Nullable<DateTimeOffset?>(10),
        reader.Nullable<string>(11));
}
