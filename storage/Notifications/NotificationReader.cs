using System.Runtime.CompilerServices;
using BalanceNotifications.Links;
using BalanceNotifications.Paging;
using BalanceNotifications.Templates;
using Npgsql;

namespace BalanceNotifications.Notifications;

/// <summary>The history of notifications as the api reads it: lists, one with its trail, counts.</summary>
public sealed class NotificationReader(NpgsqlDataSource database)
{
    private const int StreamPage = 500;

    // Served by the primary keys of notification and template_revision.
    private const string Find = $"""
        select {NotificationQueries.Columns}, coalesce(n.own_words, r.body)::text, merge::text, renderer, message_hash,
            n.language
        from notification n
        left join template_revision r on r.practice_id = n.practice_id
            and r.template_id = n.template_id and r.revision = n.template_revision
        where n.id = $2 and n.practice_id = $1
        """;

    // Served by the primary key, in the partitions that the ids name.
    private const string Owners = "select id, account from notification where practice_id = $1 and id = any ($2)";

    // Served by the primary key.
    private const string Trail = """
        select at, status, reason, actor
        from notification_trail
        where notification_id = $2 and practice_id = $1
        order by sequence
        """;

    /// <param name="from">Null at the beginning. Before the first row there is the first page again.</param>
    public async Task<Page<NotificationView>> ListAsync(
        RowScope scope,
        NotificationFilter filter,
        bool ascending,
        ListPlace? from,
        int limit,
        CancellationToken cancellationToken)
    {
        var upwards = ascending == from is not { Back: true };
        var range = IdRange.Of(filter.From, filter.To).Behind(from?.Id, upwards);
        await using var batch = scope.Begin(database).Add(
            NotificationQueries.List(filter, range, upwards), Parameters(scope, filter, range, limit + 1));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var rows = new List<NotificationView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(View(reader));
        }

        return rows.Count == 0 && from is { Back: true }
            ? await ListAsync(scope, filter, ascending, null, limit, cancellationToken)
            : Page.Of(rows, limit, from, row => row.Id);
    }

    /// <summary>All that match, a page at a time: what is held in memory does not grow with the list.</summary>
    public async IAsyncEnumerable<NotificationView> StreamAsync(
        RowScope scope, NotificationFilter filter, bool ascending,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListPlace? from = null;
        do
        {
            var page = await ListAsync(scope, filter, ascending, from, StreamPage, cancellationToken);
            foreach (var row in page.Items)
            {
                yield return row;
            }

            from = page.Next is null ? null : new(page.Items[^1].Id);
        }
        while (from is not null);
    }

    /// <summary>Whose they are. One that the practice does not have is left out.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Account)>> FindAccountsAsync(
        RowScope scope, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(
            Owners, Database.Value(scope.Practice!.Value), Database.Value(ids.ToArray()));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var owners = new List<(Guid, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            owners.Add((reader.GetGuid(0), reader.GetString(1)));
        }

        return owners;
    }

    /// <summary>Null when the practice has no such notification.</summary>
    public async Task<NotificationDetail?> FindAsync(RowScope scope, Guid id, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database)
            .Add(Find, Database.Value(scope.Practice!.Value), Database.Value(id))
            .Add(Trail, Database.Value(scope.Practice!.Value), Database.Value(id))
            .Add(LinkUse.Find, Database.Value(scope.Practice!.Value), Database.Value(id));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var view = View(reader);
        var message = Message(reader);
        await reader.NextResultAsync(cancellationToken);
        var trail = new List<TrailStep>();
        while (await reader.ReadAsync(cancellationToken))
        {
            trail.Add(new(
                reader.GetFieldValue<DateTimeOffset>(0), (NotificationStatus)reader.GetInt16(1),
                reader.Nullable<string>(2), reader.GetString(3)));
        }

        await reader.NextResultAsync(cancellationToken);
        var link = await reader.ReadAsync(cancellationToken) ? LinkUse.Read(reader) : null;
        return new(view, message, trail, link);
    }

    /// <summary>Counts rows by index where the filter is finer than the roll-up, and reads the roll-up otherwise.</summary>
    public async Task<IReadOnlyList<StatusCount>> CountAsync(
        RowScope scope, NotificationFilter filter, CancellationToken cancellationToken)
    {
        var range = IdRange.Of(filter.From, filter.To);
        await using var batch = filter.IsByDay
            ? scope.Begin(database).Add(RollUp.Sum(filter), RollUp.Parameters(scope, filter))
            : scope.Begin(database).Add(NotificationQueries.Count(filter), Parameters(scope, filter, range, limit: 0));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var counts = new List<StatusCount>();
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add(new(
                (NotificationStatus)reader.GetInt16(0), (Channel)reader.GetInt16(1), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return counts;
    }

    internal static NpgsqlParameter[] Parameters(RowScope scope, NotificationFilter filter, IdRange range, int limit) =>
    [
        Database.Value(scope.Practice!.Value),
        Database.Value(range.After),
        Database.Value(range.Before),
        Database.Value((short?)filter.Channel),
        Database.Value(filter.Profile),
        Database.Value(filter.Batch),
        Database.Value(filter.AccountKey),
        Database.Value(Numbers(filter.Statuses)),
        Database.Value(limit),
    ];

    /// <summary>Null for none: then every status is meant.</summary>
    internal static short[]? Numbers(IReadOnlyList<NotificationStatus> statuses) =>
        statuses.Count == 0 ? null : [.. statuses.Select(status => (short)status).Distinct()];

    internal static NotificationView View(NpgsqlDataReader reader) => new(
        Id: reader.GetGuid(0),
        Account: reader.GetString(1),
        StatementId: reader.Nullable<string>(2),
        Batch: reader.Nullable<Guid?>(3),
        Profile: reader.Nullable<Guid?>(4),
        ProfileRevision: reader.Nullable<int?>(5),
        Level: reader.Nullable<short?>(6),
        Channel: (Channel)reader.GetInt16(7),
        Purpose: (NotificationPurpose)reader.GetInt16(8),
        Status: (NotificationStatus)reader.GetInt16(9),
        Reason: reader.Nullable<string>(10),
        To: reader.Nullable<string>(11),
        PlannedAt: reader.GetFieldValue<DateTimeOffset>(12),
        DueAt: reader.GetFieldValue<DateTimeOffset>(13),
        SentAt: reader.Nullable<DateTimeOffset?>(14),
        DeliveredAt: reader.Nullable<DateTimeOffset?>(15),
        Attempts: reader.GetInt16(16),
        ProviderId: reader.Nullable<string>(17),
        Segments: reader.Nullable<short?>(18),
        Seconds: reader.Nullable<int?>(19),
        FallbackOf: reader.Nullable<Guid?>(20),
        Test: reader.GetBoolean(21));

    // Template, values and renderer are written together.
    private static FrozenMessage? Message(NpgsqlDataReader reader) =>
        reader.IsDBNull(22) || reader.IsDBNull(23) || reader.IsDBNull(24)
            ? null
            : new(
                Database.FromJson<MessageTemplate>(reader.GetString(22)),
                Database.FromJson<MergeValues>(reader.GetString(23)),
                reader.GetInt16(24),
                reader.Nullable<byte[]>(25),
                reader.Nullable<string>(26));
}
