using BalanceNotifications.Paging;
using Npgsql;

namespace BalanceNotifications.Audit;

/// <summary>The audit trail as the api reads it. It is written by the changes themselves.</summary>
public sealed class AuditStore(NpgsqlDataSource database)
{
    /// <summary>Appends one line, from <c>Parameters</c>.</summary>
    internal const string Append = """
        insert into audit (practice_id, id, actor, action, subject, detail) values ($1, $2, $3, $4, $5, $6)
        """;

    // Served by the primary key (practice_id, id); ids are UUIDv7, so descending is newest first.
    private const string List = """
        select id, at, actor, action, subject, detail
        from audit
        where practice_id = $1 and ($2::uuid is null or id < $2)
        order by id desc
        limit $3
        """;

    /// <param name="after">The last id of the page before; null for the newest.</param>
    public async Task<Page<AuditEntry>> ListAsync(
        RowScope scope, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database)
            .Add(List, Database.Value(scope.Practice), Database.Value(after), Database.Value(limit + 1));
        return await ReadAsync(batch, limit, cancellationToken);
    }

    /// <param name="batch">Asks for one line more than <paramref name="limit"/>.</param>
    internal static async Task<Page<AuditEntry>> ReadAsync(
        NpgsqlBatch batch, int limit, CancellationToken cancellationToken)
    {
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var entries = new List<AuditEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new(
                reader.GetGuid(0),
                reader.GetFieldValue<DateTimeOffset>(1),
                reader.GetString(2),
                reader.GetString(3),
                reader.GetString(4),
                reader.GetString(5)));
        }

        return Page.Of(entries, limit, entry => entry.Id.ToString());
    }

    internal static NpgsqlParameter[] Parameters(int practice, AuditLine line, TimeProvider clock) =>
    [
        Database.Value(practice),
        Database.Value(Guid.CreateVersion7(clock.GetUtcNow())),
        Database.Value(line.Actor),
        Database.Value(line.Action),
        Database.Value(line.Subject),
        Database.Jsonb(line.Detail?.ToJsonString() ?? "{}"),
    ];
}
