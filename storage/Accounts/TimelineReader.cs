using System.Text.Json;
using BalanceNotifications.Audit;
using BalanceNotifications.Notifications;
using BalanceNotifications.Paging;
using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>Everything that happened to one account, newest first, without waking its grain.</summary>
public sealed class TimelineReader(NpgsqlDataSource database)
{
    // Served by the primary key.
    private const string Exists = "select 1 from account where practice_id = $1 and account_key = $2";

    // Served by notification_by_account; the id begins with the planned instant.
    private const string Notifications = $"""
        select {NotificationQueries.Columns} from notification
        where practice_id = $1 and account_key = $2 and id < $3
        order by id desc limit $4
        """;

    // Served by audit_by_subject; ids are UUIDv7. A slug or an id of another resource may read like an account number.
    private const string Changes = """
        select id, at, actor, action, subject, detail::text from audit
        where practice_id = $1 and subject = $2 and id < $3
            and split_part(action, '.', 1) not in ('practice', 'template', 'profile', 'batch')
        order by id desc limit $4
        """;

    // Served by the primary key, which reads all of one account: a few hundred rows in six years. Statements and
    // postings.
    private const string Posted = """
        select at, kind, answer::text from (
            select date_trunc('milliseconds', recorded_at) as at, kind, id, answer from ledger
            where practice_id = $1 and account_key = $2 and kind in (1, 2)) posted
        where $3::timestamptz is null or at < $3 or (at = $3 and (kind, id) > ($4, $5))
        order by at desc, kind, id limit $6
        """;

    // Served by the primary keys of both; ids are UUIDv7.
    private const string Replies = """
        select i.id, i.meaning, i.wording, i.sent_to
        from inbound_account a join inbound i on i.practice_id = a.practice_id and i.id = a.inbound_id
        where a.practice_id = $1 and a.account_key = $2 and a.inbound_id < $3
        order by a.inbound_id desc limit $4
        """;

    /// <param name="number">The account's number, by which its changes are found.</param>
    /// <param name="page">Behind which entry, null at the beginning, and how many.</param>
    /// <returns>Null when there is no such account.</returns>
    public async Task<Page<TimelineEntry>?> ReadAsync(
        RowScope scope, AccountKey account, string number, (TimelineCursor? After, int Limit) page,
        CancellationToken cancellationToken)
    {
        var (after, rows) = (page.After, page.Limit + 1);
        await using var batch = scope.Begin(database)
            .Add(Exists, Database.Value(account.Practice), Database.Value(account.Hash))
            .Add(
                Notifications, Database.Value(account.Practice), Database.Value(account.Hash),
                Database.Value(TimelineCursor.Bound(after, TimelineCursor.NotificationRank)), Database.Value(rows))
            .Add(
                Changes, Database.Value(account.Practice), Database.Value(number),
                Database.Value(TimelineCursor.Bound(after, TimelineCursor.ChangeRank)), Database.Value(rows))
            .Add(
                Posted, Database.Value(account.Practice), Database.Value(account.Hash), Database.Value(after?.At.ToUniversalTime()),
                Database.Value((short)((after?.Rank ?? 0) - TimelineCursor.LedgerRank)),
                Database.Value(after?.Id ?? ""), Database.Value(rows))
            .Add(
                Replies, Database.Value(account.Practice), Database.Value(account.Hash),
                Database.Value(TimelineCursor.Bound(after, TimelineCursor.ReplyRank)), Database.Value(rows));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var entries = new List<TimelineEntry>();
        await ReadNextAsync(NotificationOf);
        await ReadNextAsync(ChangeOf);
        await ReadNextAsync(PostedOf);
        await ReadNextAsync(ReplyOf);

        // Stable, so each kind stays in the order in which its query gave it.
        return Page.Of(
            [.. entries.OrderByDescending(entry => entry.At).ThenBy(entry => entry.Rank).Take(rows)],
            page.Limit, TimelineCursor.KeyOf);

        async Task ReadNextAsync(Func<NpgsqlDataReader, TimelineEntry> read)
        {
            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                entries.Add(read(reader));
            }
        }
    }

    private static TimelineEntry.Notification NotificationOf(NpgsqlDataReader reader)
    {
        var view = NotificationReader.View(reader);
        return new(Milliseconds(view.PlannedAt), view);
    }

    private static TimelineEntry.Change ChangeOf(NpgsqlDataReader reader)
    {
        var entry = new AuditEntry(
            reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetString(3),
            reader.GetString(4), reader.GetString(5));
        return new(InstantOf(entry.Id), entry);
    }

    private static TimelineEntry.Reply ReplyOf(NpgsqlDataReader reader) => new(
        InstantOf(reader.GetGuid(0)), reader.GetGuid(0), (WordMeaning)reader.GetInt16(1), reader.GetString(2),
        reader.GetString(3));

    private static TimelineEntry PostedOf(NpgsqlDataReader reader)
    {
        var at = reader.GetFieldValue<DateTimeOffset>(0);
        var answer = reader.GetString(2);
        return (LedgerKind)reader.GetInt16(1) is LedgerKind.Statement
            ? new TimelineEntry.Statement(at, Read<StatementAnswer>(answer))
            : new TimelineEntry.Posting(at, Read<PostingAnswer>(answer));
    }

    private static T Read<T>(string answer) => JsonSerializer.Deserialize<T>(answer, JsonSerializerOptions.Web)!;

    // RFC 9562: the first 48 bits of a UUIDv7.
    private static DateTimeOffset InstantOf(Guid id) => DateTimeOffset.FromUnixTimeMilliseconds(
        System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(id.ToByteArray(bigEndian: true)) >>> 16);

    private static DateTimeOffset Milliseconds(DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
