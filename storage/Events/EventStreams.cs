using Npgsql;

namespace BalanceNotifications.Events;

/// <summary>
/// The streams of all endpoints, as a silo sends them. Whoever drives one holds its lease, and everything it writes is
/// written under it: who has lost it, by time or because somebody changed the endpoint, moves nothing any more.
/// </summary>
public sealed class EventStreams(NpgsqlDataSource database)
{
    // Reads the whole of a small table, and of the log one place for each row.
    private const string Claim = $"""
        with due as (
            select w.practice_id, w.id from webhook w
            where w.paused_at is null and w.next_at <= $1 and (w.leased_until is null or w.leased_until <= $1)
                and exists (select from event_out where practice_id = w.practice_id and place > w.read_up_to)
            order by w.next_at
            limit $2
            for update skip locked)
        update webhook w set lease = $3, leased_until = $4
        from due, practice p
        where w.practice_id = due.practice_id and w.id = due.id and p.id = w.practice_id
        returning {Columns}
        """;

    private const string Columns = """
        w.practice_id, p.slug, w.id, w.url, w.types, w.secret_version, w.old_secret_until, w.read_up_to,
            w.failures, w.failing_since
        """;

    // Served by the primary keys.
    private const string Find = $"""
        select {Columns} from webhook w join practice p on p.id = w.practice_id where w.practice_id = $1 and w.id = $2
        """;

    // Served by the primary key. What is not wanted is passed over, and not read.
    private const string Next = """
        select place, id, type, at, case when $4 & (1::bigint << type) <> 0 then data::text end
        from event_out
        where practice_id = $1 and place > $2
        order by place
        limit $3
        """;

    private const string Log = """
        insert into webhook_delivery (practice_id, webhook_id, event_id, type, at, milliseconds, status, error)
        """;

    private const string Delivered = $"""
        with moved as (
            update webhook set read_up_to = $10, failures = 0, failing_since = null, next_at = $5,
                last_delivered_at = $5, leased_until = $11
            where practice_id = $1 and id = $2 and lease = $9
            returning true),
        logged as ({Log} values ($1, $2, $3, $4, $5, $6, $7, $8))
        select true from moved
        """;

    private const string Failed = $"""
        with moved as (
            update webhook set failures = $10, failing_since = $11, next_at = $12, paused_at = $13, paused_for = $14,
                lease = null, leased_until = null
            where practice_id = $1 and id = $2 and lease = $9
            returning true),
        logged as ({Log} values ($1, $2, $3, $4, $5, $6, $7, $8))
        select true from moved
        """;

    private const string Pass = """
        update webhook set read_up_to = $4, leased_until = $5
        where practice_id = $1 and id = $2 and lease = $3
        returning true
        """;

    private const string Release = """
        update webhook set lease = null, leased_until = null, next_at = $4
        where practice_id = $1 and id = $2 and lease = $3
        """;

    /// <summary>Takes endpoints that have something to be sent, those that have waited longest first.</summary>
    /// <param name="until">When the lease ends unless it is renewed.</param>
    public async Task<IReadOnlyList<ClaimedWebhook>> ClaimAsync(
        int most, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var lease = Guid.CreateVersion7(now);
        await using var command = Command(
            Claim, Database.Value(now), Database.Value(most), Database.Value(lease), Database.Value(until));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var claimed = new List<ClaimedWebhook>();
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(Read(reader, lease));
        }

        return claimed;
    }

    /// <summary>Without a lease: nothing of its stream can be moved by it. Null when there is none.</summary>
    public async Task<ClaimedWebhook?> FindAsync(int practice, Guid id, CancellationToken cancellationToken)
    {
        await using var command = Command(Find, Database.Value(practice), Database.Value(id));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader, Guid.Empty) : null;
    }

    /// <summary>What comes behind a place, in order.</summary>
    public async Task<IReadOnlyList<LoggedEvent>> NextAsync(
        ClaimedWebhook webhook, long after, int limit, CancellationToken cancellationToken)
    {
        await using var command = Command(
            Next, Database.Value(webhook.Practice), Database.Value(after), Database.Value(limit),
            Database.Value(webhook.Types.Bits));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<LoggedEvent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(new(
                reader.GetInt64(0), reader.GetGuid(1), (EventType)reader.GetInt16(2),
                reader.GetFieldValue<DateTimeOffset>(3), reader.Nullable<string>(4)));
        }

        return events;
    }

    /// <summary>An event was taken: the stream goes on behind it.</summary>
    /// <returns>False when the lease is lost; then the event will be sent again.</returns>
    public Task<bool> DeliveredAsync(
        ClaimedWebhook webhook, AttemptLine attempt, long place, DateTimeOffset leasedUntil) => ExecuteAsync(
        Delivered,
        [
            .. Parameters(webhook, attempt), Database.Value(webhook.Lease), Database.Value(place),
            Database.Value(leasedUntil),
        ]);

    /// <summary>An attempt failed. The lease is given back.</summary>
    /// <param name="pause">Null to try again at <paramref name="nextAt"/>.</param>
    public Task<bool> FailedAsync(
        ClaimedWebhook webhook, AttemptLine attempt, int failures, DateTimeOffset failingSince, DateTimeOffset nextAt,
        WebhookPause? pause) => ExecuteAsync(
        Failed,
        [
            .. Parameters(webhook, attempt), Database.Value(webhook.Lease), Database.Value(failures),
            Database.Value(failingSince), Database.Value(nextAt),
            Database.Value(pause is null ? (DateTimeOffset?)null : attempt.At), Database.Value((short?)pause),
        ]);

    /// <summary>The stream goes on behind events that the endpoint does not want.</summary>
    public Task<bool> PassAsync(ClaimedWebhook webhook, long place, DateTimeOffset leasedUntil) => ExecuteAsync(
        Pass,
        [
            Database.Value(webhook.Practice), Database.Value(webhook.Id), Database.Value(webhook.Lease),
            Database.Value(place), Database.Value(leasedUntil),
        ]);

    /// <param name="nextAt">Not taken again before; those that have waited longest come first.</param>
    public Task ReleaseAsync(ClaimedWebhook webhook, DateTimeOffset nextAt) => ExecuteAsync(
        Release,
        [
            Database.Value(webhook.Practice), Database.Value(webhook.Id), Database.Value(webhook.Lease),
            Database.Value(nextAt),
        ]);

    /// <summary>An attempt past the stream.</summary>
    public Task LogAsync(ClaimedWebhook webhook, AttemptLine attempt) =>
        ExecuteAsync($"{Log} values ($1, $2, $3, $4, $5, $6, $7, $8)", Parameters(webhook, attempt));

    private async Task<bool> ExecuteAsync(string sql, NpgsqlParameter[] parameters)
    {
        // No token: what was sent is to be known.
        await using var command = Command(sql, parameters);
        return await command.ExecuteScalarAsync(CancellationToken.None) is true;
    }

    private NpgsqlCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }

    private static NpgsqlParameter[] Parameters(ClaimedWebhook webhook, AttemptLine attempt) =>
    [
        Database.Value(webhook.Practice), Database.Value(webhook.Id), Database.Value(attempt.Event),
        Database.Value((short)attempt.Type), Database.Value(attempt.At), Database.Value(attempt.Milliseconds),
        Database.Value((short?)attempt.Status), Database.Value((short?)attempt.Error),
    ];

    private static ClaimedWebhook Read(NpgsqlDataReader reader, Guid lease) => new(
        reader.GetInt32(0),
        reader.GetString(1),
        reader.GetGuid(2),
        new Uri(reader.GetString(3)),
        new(reader.GetInt64(4)),
        reader.GetInt32(5),
        reader.Nullable<DateTimeOffset?>(6),
        reader.GetInt64(7),
        reader.GetInt32(8),
        reader.Nullable<DateTimeOffset?>(9),
        lease);
}
