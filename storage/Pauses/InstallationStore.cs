using BalanceNotifications.Practices;
using Npgsql;

namespace BalanceNotifications.Pauses;

/// <summary>The one switch that stops everything. It belongs to no practice, and has a trail of its own.</summary>
public sealed class InstallationStore(NpgsqlDataSource database, TimeProvider clock)
{
    // At most one row.
    private const string Find = "select at, by, reason from installation_pause";

    // Each writes its audit line only where it changed something.
    private const string PauseAll = $"""
        with before as materialized (select at, by, reason from installation_pause for update),
        changed as (
            insert into installation_pause as p (by, reason) values ($1, $2)
            on conflict (singleton) do update set reason = excluded.reason
            where p.reason is distinct from excluded.reason
            returning at, by, reason)
        {Append}
        """;

    private const string ResumeAll = $"""
        with before as (delete from installation_pause returning at, by, reason),
        changed as (select null::timestamptz as at, null as by, null as reason from before)
        {Append}
        """;

    private const string Append = """
        insert into installation_audit (id, actor, action, detail)
        select $3, $1, $4, jsonb_strip_nulls(jsonb_build_object('reason', $2::text)) || jsonb_build_object(
            'changed', jsonb_build_object('pause', jsonb_build_object(
                'from', (select to_jsonb(before) from before),
                'to', case when changed.at is not null then to_jsonb(changed) end)))
        from changed
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
}
