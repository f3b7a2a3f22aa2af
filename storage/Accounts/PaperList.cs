using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using BalanceNotifications.Audit;
using BalanceNotifications.Paging;
using BalanceNotifications.Practices;
using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>The paper list, as the statement vendor reads and acknowledges it through the api.</summary>
public sealed class PaperList(NpgsqlDataSource database, TimeProvider clock)
{
    private const int StreamPage = 500;

    private const string Columns = """
        id, account, statement_id, reason, since, amount_due, acknowledged_at, acknowledged_by,
            pg_current_snapshot()::text, bn_now()
        """;

    // Served by paper_open, read backwards.
    internal const string Open = $"""
        select {Columns} from paper
        where practice_id = $1 and listed and acknowledged_at is null
            and ($2::timestamptz is null or (since, id) < ($2, $3))
        order by since desc, id desc
        limit $4
        """;

    // Served by paper_acknowledged, read backwards.
    private const string Acknowledged = $"""
        select {Columns} from paper
        where practice_id = $1 and acknowledged_at is not null
            and ($2::timestamptz is null or (since, id) < ($2, $3))
        order by since desc, id desc
        limit $4
        """;

    private const string Snapshot = "select pg_current_snapshot()::text, bn_now()";

    // Served by paper_by_id. What was acknowledged before keeps the first name and hour.
    private const string AcknowledgeThese = """
        update paper set acknowledged_at = bn_now(), acknowledged_by = $3
        where practice_id = $1 and id = any ($2) and listed and acknowledged_at is null
        """;

    private const string Unknown = """
        select named from unnest($2::uuid[]) named
        where not exists (select from paper p where p.practice_id = $1 and p.id = named)
        """;

    // Served by paper_open. A snapshot says exactly what its reading saw. The hour is for one that came back from a
    // backup, where transactions are counted anew: nothing takes that long to be committed.
    private const string AcknowledgeRead = """
        update paper set acknowledged_at = bn_now(), acknowledged_by = $4
        where practice_id = $1 and listed and acknowledged_at is null
            and (pg_visible_in_snapshot(listed_by, $2::text::pg_snapshot) or listed_at < $3 - interval '1 hour')
        """;

    /// <param name="acknowledged">Those that were taken over, instead of those that wait.</param>
    /// <param name="after">Where to continue; null at the beginning.</param>
    /// <returns>With what the reading saw; null when the page is empty.</returns>
    public async Task<(Page<PaperEntry> Page, PaperReading? Reading)> ListAsync(
        RowScope scope, bool acknowledged, PaperKey? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(
            acknowledged ? Acknowledged : Open,
            Database.Value(scope.Practice!.Value), Database.Value(after?.Since), Database.Value(after?.Id),
            Database.Value(limit + 1));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var entries = new List<PaperEntry>();
        PaperReading? reading = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            reading = new(reader.GetString(8), reader.GetFieldValue<DateTimeOffset>(9));
            entries.Add(new(
                new(reader.GetFieldValue<DateTimeOffset>(4), reader.GetGuid(0)),
                reader.GetString(1),
                reader.GetString(2),
                (PaperReason)reader.GetInt16(3),
                Money.From(reader.GetDecimal(5)),
                reader.Nullable<DateTimeOffset?>(6),
                reader.Nullable<string>(7)));
        }

        return (Page.Of(entries, limit, entry => entry.Key.ToString()), reading);
    }

    /// <summary>Everything that a reading begun now is sure to see, and perhaps more.</summary>
    public async Task<PaperReading> ReadingAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Snapshot);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1));
    }

    /// <summary>The whole list, page by page.</summary>
    public async IAsyncEnumerable<PaperEntry> StreamAsync(
        RowScope scope, bool acknowledged, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PaperKey? after = null;
        do
        {
            var (page, _) = await ListAsync(scope, acknowledged, after, StreamPage, cancellationToken);
            foreach (var entry in page.Items)
            {
                yield return entry;
            }

            after = page.Next is null ? null : page.Items[^1].Key;
        }
        while (after is not null);
    }

    /// <summary>The same twice acknowledges once.</summary>
    /// <returns>How many waited, and the ids that are no entry of the practice, or none any more.</returns>
    public async Task<(int Acknowledged, IReadOnlyList<Guid> Unknown)> AcknowledgeAsync(
        RowScope scope, IReadOnlyCollection<Guid> ids, string actor, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        await using var acknowledge = change.Command(
            AcknowledgeThese, Database.Value(scope.Practice!.Value), Database.Value(ids.ToArray()), Database.Value(actor));
        var acknowledged = await acknowledge.ExecuteNonQueryAsync(cancellationToken);
        var unknown = new List<Guid>();
        await using (var find = change.Command(
            Unknown, Database.Value(scope.Practice!.Value), Database.Value(ids.ToArray())))
        await using (var reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                unknown.Add(reader.GetGuid(0));
            }
        }

        await CommitAsync(change, acknowledged, actor, cancellationToken);
        return (acknowledged, unknown);
    }

    /// <summary>Everything that a reading saw and that waits still.</summary>
    public async Task<int> AcknowledgeAsync(
        RowScope scope, PaperReading read, string actor, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        await using var acknowledge = change.Command(
            AcknowledgeRead,
            Database.Value(scope.Practice!.Value), Database.Value(read.Snapshot), Database.Value(read.At),
            Database.Value(actor));
        var acknowledged = await acknowledge.ExecuteNonQueryAsync(cancellationToken);
        await CommitAsync(change, acknowledged, actor, cancellationToken);
        return acknowledged;
    }

    // A repeat is no change, and leaves no line.
    private static Task CommitAsync(
        PracticeChange change, int acknowledged, string actor, CancellationToken cancellationToken) =>
        acknowledged == 0
            ? Task.CompletedTask
            : change.CommitAsync(
                new AuditLine(actor, "paper.acknowledged", "paper", new JsonObject
                {
                    ["entries"] = acknowledged,
                    ["changed"] = Difference.Of("waiting", acknowledged, 0),
                }),
                cancellationToken);
}
