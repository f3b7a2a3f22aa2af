using System.Runtime.CompilerServices;
using BalanceNotifications.Paging;
using Npgsql;

namespace BalanceNotifications.Audit;

/// <summary>The audit trails as the api reads them. They are written by the changes themselves.</summary>
public sealed class AuditStore(NpgsqlDataSource database)
{
    // So long that the round trips do not count, so short that nothing of the size of a trail is ever in memory.
    private const int StreamPage = 1000;

    /// <summary>Appends one line, from <c>Parameters</c>.</summary>
    internal const string Append = """
        insert into audit (practice_id, id, actor, action, subject, detail) values ($1, $2, $3, $4, $5, $6)
        """;

    /// <param name="after">The last id of the page before; null at the beginning.</param>
    public async Task<Page<AuditEntry>> ListAsync(
        AuditTrail trail, AuditFilter filter, bool ascending, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = trail.Scope.Begin(database).AddList(trail, filter, ascending, after, limit + 1);
        return await ReadAsync(batch, limit, cancellationToken);
    }

    /// <summary>All that match, page by page as they are taken.</summary>
    public async IAsyncEnumerable<AuditEntry> StreamAsync(
        AuditTrail trail, AuditFilter filter, bool ascending, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? after = null;
        do
        {
            var page = await ListAsync(trail, filter, ascending, after, StreamPage, cancellationToken);
            foreach (var entry in page.Items)
            {
                yield return entry;
            }

            after = page.Next is null ? null : page.Items[^1].Id;
        }
        while (after is not null);
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
