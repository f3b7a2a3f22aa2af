using System.Text.Json.Nodes;
using BalanceNotifications.Audit;
using BalanceNotifications.Paging;
using BalanceNotifications.Practices;
using Npgsql;

namespace BalanceNotifications.Events;

/// <summary>The endpoints of a practice, as its people set them up and watch them. Every change is in the audit trail.</summary>
public sealed class WebhookStore(NpgsqlDataSource database, TimeProvider clock)
{
    // All served by the primary keys.
    private const string Select = """
        select id, revision, url, description, types, secret_version, old_secret_until, created_at, created_by, failures,
            failing_since, next_at, paused_at, paused_for, last_delivered_at, (
                select e.recorded_at from event_out e
                where e.practice_id = w.practice_id and e.place > w.read_up_to
                order by e.place
                limit 1)
        from webhook w
        where practice_id = $1
        """;

    private const string Find = $"{Select} and id = $2";

    private const string List = $"{Select} order by id desc";

    private const string Count = "select count(*) from webhook where practice_id = $1";

    private const string Create = """
        insert into webhook (practice_id, id, url, description, types, created_at, created_by, next_at, read_up_to)
        values ($1, $2, $3, $4, $5, $6, $7, $6,
            coalesce((select place from event_out where practice_id = $1 order by place desc limit 1), 0))
        """;

    // What changes an endpoint takes the lease away: whoever drives it reads anew.
    private const string Save = """
        update webhook set revision = revision + 1, url = $3, description = $4, types = $5, lease = null,
            leased_until = null
        where practice_id = $1 and id = $2
        """;

    private const string Delete = "delete from webhook where practice_id = $1 and id = $2";

    private const string Rotate = """
        update webhook set revision = revision + 1, secret_version = secret_version + 1, old_secret_until = $3, lease = null,
            leased_until = null
        where practice_id = $1 and id = $2
        """;

    private const string Resume = """
        update webhook set paused_at = null, paused_for = null, failures = 0, failing_since = null, next_at = $3,
            lease = null, leased_until = null
        where practice_id = $1 and id = $2
        """;

    // To just before the first that was told from then on; never ahead, over what was not sent yet. Of nulls least knows none.
    private const string Replay = """
        update webhook w set read_up_to = least(w.read_up_to, (
            select e.place - 1 from event_out e
            where e.practice_id = $1 and e.recorded_at >= $3
            order by e.place
            limit 1)),
            next_at = least(next_at, $4), lease = null, leased_until = null
        where practice_id = $1 and id = $2
        """;

    private const string Deliveries = """
        select number, event_id, type, at, milliseconds, status, error
        from webhook_delivery
        where practice_id = $1 and webhook_id = $2 and ($3::bigint is null or number < $3)
        order by number desc
        limit $4
        """;

    /// <summary>Newest first; there are never many.</summary>
    public async Task<IReadOnlyList<Webhook>> ListAsync(RowScope scope, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(List, Database.Value(scope.Practice!.Value));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var webhooks = new List<Webhook>();
        while (await reader.ReadAsync(cancellationToken))
        {
            webhooks.Add(Read(reader));
        }

        return webhooks;
    }

    public async Task<Webhook?> FindAsync(RowScope scope, Guid id, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database)
            .Add(Find, Database.Value(scope.Practice!.Value), Database.Value(id));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>Its stream begins with what is told from now on. Null when the practice has as many as it may have.</summary>
    public async Task<Webhook?> CreateAsync(
        RowScope scope, WebhookDraft draft, string actor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        await using (var count = change.Command(Count, Database.Value(scope.Practice!.Value)))
        {
            if (await count.ExecuteScalarAsync(cancellationToken) is >= (long)WebhookRules.MostWebhooks)
            {
                return null;
            }
        }

        await change.ExecuteAsync(
            Create, cancellationToken, Database.Value(scope.Practice.Value), Database.Value(id), Database.Value(draft.Url),
            Database.Value(draft.Description), Database.Value(draft.Types.Bits), Database.Value(now),
            Database.Value(actor));
        var created = await FindAsync(change, scope, id, cancellationToken);
        await change.CommitAsync(
            new(actor, "webhook.created", id.ToString(), new JsonObject { ["changed"] = Difference(null, draft) }),
            cancellationToken);
        return created;
    }

    /// <param name="ifMatch">Null when the caller did not say.</param>
    public async Task<SaveResult<Webhook>> SaveAsync(
        RowScope scope, Guid id, WebhookDraft draft, IfMatch? ifMatch, string actor, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        if (await FindAsync(change, scope, id, cancellationToken) is not { } before)
        {
            return new(SaveOutcome.NotFound, null);
        }

        if (ifMatch is null || !ifMatch.Accepts(before.Revision))
        {
            return new(ifMatch is null ? SaveOutcome.RevisionNeeded : SaveOutcome.Stale, null);
        }

        await change.ExecuteAsync(
            Save, cancellationToken, Database.Value(scope.Practice!.Value), Database.Value(id), Database.Value(draft.Url),
            Database.Value(draft.Description), Database.Value(draft.Types.Bits));
        var saved = await FindAsync(change, scope, id, cancellationToken);
        await change.CommitAsync(
            new(actor, "webhook.saved", id.ToString(), new JsonObject { ["changed"] = Difference(before.Draft, draft) }),
            cancellationToken);
        return new(SaveOutcome.Saved, saved);
    }

    /// <summary>False when there is none.</summary>
    public async Task<bool> DeleteAsync(RowScope scope, Guid id, string actor, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        if (await FindAsync(change, scope, id, cancellationToken) is not { } before)
        {
            return false;
        }

        await change.ExecuteAsync(
            Delete, cancellationToken, Database.Value(scope.Practice!.Value), Database.Value(id));
        await change.CommitAsync(
            new(actor, "webhook.deleted", id.ToString(), new JsonObject { ["changed"] = Difference(before.Draft, null) }),
            cancellationToken);
        return true;
    }

    /// <summary>Another secret, with the one before beside it for a while; the one before that is used no more.</summary>
    public Task<Webhook?> RotateAsync(
        RowScope scope, Guid id, TimeSpan overlap, string actor, CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + overlap;
        return ChangeAsync(
            scope, id, Rotate, [Database.Value(until)],
            (before, after) => new(actor, "webhook.rotated", id.ToString(), new JsonObject
            {
                ["changed"] = Difference("secretVersion", before.SecretVersion, after.SecretVersion),
                ["oldSecretUntil"] = until.UtcDateTime,
            }),
            cancellationToken);
    }

    /// <summary>An endpoint that was paused goes on where it was.</summary>
    public Task<Webhook?> ResumeAsync(RowScope scope, Guid id, string actor, CancellationToken cancellationToken) =>
        ChangeAsync(
            scope, id, Resume, [Database.Value(clock.GetUtcNow())],
            (before, after) => new(actor, "webhook.resumed", id.ToString(), new JsonObject
            {
                ["changed"] = Difference("pausedAt", before.PausedAt?.UtcDateTime, after.PausedAt?.UtcDateTime),
            }),
            cancellationToken);

    /// <summary>Everything that was told from an instant on is sent again, in order, and what comes behind it.</summary>
    public Task<Webhook?> ReplayAsync(
        RowScope scope, Guid id, DateTimeOffset from, string actor, CancellationToken cancellationToken) =>
        ChangeAsync(
            scope, id, Replay, [Database.Value(from), Database.Value(clock.GetUtcNow())],
            (_, _) => new(actor, "webhook.replayed", id.ToString(), new JsonObject
            {
                ["changed"] = Difference("sentFrom", null, from.UtcDateTime),
            }),
            cancellationToken);

    /// <summary>Before a test leaves, so that none is without its line. False when there is no such endpoint.</summary>
    public async Task<bool> NoteTestAsync(RowScope scope, Guid id, string actor, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        if (await FindAsync(change, scope, id, cancellationToken) is null)
        {
            return false;
        }

        await change.CommitAsync(new(actor, "webhook.tested", id.ToString()), cancellationToken);
        return true;
    }

    /// <summary>Attempts, newest first.</summary>
    public async Task<Page<WebhookDelivery>> ListDeliveriesAsync(
        RowScope scope, Guid id, long? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(
            Deliveries, Database.Value(scope.Practice!.Value), Database.Value(id), Database.Value(after),
            Database.Value(limit + 1));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var rows = new List<WebhookDelivery>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                reader.GetInt64(0), reader.GetGuid(1), (EventType)reader.GetInt16(2),
                reader.GetFieldValue<DateTimeOffset>(3), reader.GetInt32(4), reader.Nullable<short?>(5),
                (AttemptError?)reader.Nullable<short?>(6)));
        }

        return Page.Of(rows, limit, row => $"{row.Number}");
    }

    private async Task<Webhook?> ChangeAsync(
        RowScope scope, Guid id, string sql, NpgsqlParameter[] more, Func<Webhook, Webhook, AuditLine> line,
        CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        if (await FindAsync(change, scope, id, cancellationToken) is not { } before)
        {
            return null;
        }

        await change.ExecuteAsync(
            sql, cancellationToken, [Database.Value(scope.Practice!.Value), Database.Value(id), .. more]);
        var changed = (await FindAsync(change, scope, id, cancellationToken))!;
        await change.CommitAsync(line(before, changed), cancellationToken);
        return changed;
    }

    private static async Task<Webhook?> FindAsync(
        PracticeChange change, RowScope scope, Guid id, CancellationToken cancellationToken)
    {
        await using var find = change.Command(Find, Database.Value(scope.Practice!.Value), Database.Value(id));
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    private static Webhook Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetInt32(1),
        new(reader.GetString(2), reader.Nullable<string>(3), new(reader.GetInt64(4))),
        reader.GetInt32(5),
        reader.Nullable<DateTimeOffset?>(6),
        reader.GetFieldValue<DateTimeOffset>(7),
        reader.GetString(8),
        reader.GetInt32(9),
        reader.Nullable<DateTimeOffset?>(10),
        reader.GetFieldValue<DateTimeOffset>(11),
        reader.Nullable<DateTimeOffset?>(12),
        (WebhookPause?)reader.Nullable<short?>(13),
        reader.Nullable<DateTimeOffset?>(14),
        reader.Nullable<DateTimeOffset?>(15));

    private static JsonObject Difference(WebhookDraft? before, WebhookDraft? after)
    {
        var (old, current) = (Describe(before), Describe(after));
        return new(old.Concat(current).Select(member => member.Key).Distinct(StringComparer.Ordinal)
            .Where(member => !JsonNode.DeepEquals(old[member], current[member]))
            .Select(member => KeyValuePair.Create(
                member, (JsonNode?)Between(old[member]?.DeepClone(), current[member]?.DeepClone()))));
    }

    private static JsonObject Difference(string member, JsonNode? before, JsonNode? after) =>
        new() { [member] = Between(before, after) };

    private static JsonObject Between(JsonNode? before, JsonNode? after) => new() { ["from"] = before, ["to"] = after };

    // A query may hold somebody's token.
    private static JsonObject Describe(WebhookDraft? draft) => draft is null ? [] : new()
    {
        ["url"] = new Uri(draft.Url).GetLeftPart(UriPartial.Path),
        ["description"] = draft.Description,
        ["events"] = new JsonArray([.. draft.Types.Names().Select(name => (JsonNode)name)]),
    };
}
