using BalanceNotifications.Audit;
using BalanceNotifications.Paging;
using BalanceNotifications.Practices;
using Npgsql;

namespace BalanceNotifications.Pauses;

/// <summary>The one switch that stops everything, and the trail of who used it. It belongs to no practice.</summary>
public sealed class InstallationStore(NpgsqlDataSource database, TimeProvider clock)
{
    // At most one row.
    private const string Find = "select at, by, reason from installation_pause";

    // Each writes its audit line only where it changed something.
    private const string PauseAll = $"""
        with changed as (
            insert into installation_pause as p (by, reason) values ($1, $2)
            on conflict (singleton) do update set reason = excluded.reason
            where p.reason is distinct from excluded.reason
            returning 1)
        {Append}
        """;

    private const string ResumeAll = $"""
        with changed as (delete from installation_pause returning 1)
        {Append}
        """;

    private const string Append = """
        insert into installation_audit (id, actor, action, detail)
        select $3, $1, $4, jsonb_strip_nulls(jsonb_build_object('reason', $2::text)) from changed
        """;

    // Served by the primary key; ids are UUIDv7, so descending is newest first.
    private const string List = """
        select id, at, actor, action, 'installation', detail
        from installation_audit
        where $1::uuid is null or id < $1
        order by id desc
        limit $2
        """;

    /// <summary>Null while nothing stops everything.</summary>
    public async Task<Pause?> FindAsync(string organisation, CancellationToken cancellationToken)
    {
        await using var batch = new RowScope(organisation, null).Begin(database).Add(Find);
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.Pause(0) : null;
    }

    public async Task SetAsync(string organisation, PauseRequest request, CancellationToken cancellationToken)
    {
        await using var batch = new RowScope(organisation, null).Begin(database).Add(
            request.Pauses ? PauseAll : ResumeAll,
            Database.Value(request.Actor),
            Database.Value(request.Reason),
            Database.Value(Guid.CreateVersion7(clock.GetUtcNow())),
            Database.Value($"installation.{request.Verb}"));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <param name="after">The last id of the page before; null for the newest.</param>
    public async Task<Page<AuditEntry>> ListAuditAsync(
        string organisation, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = new RowScope(organisation, null).Begin(database)
            .Add(List, Database.Value(after), Database.Value(limit + 1));
        return await AuditStore.ReadAsync(batch, limit, cancellationToken);
    }
}
