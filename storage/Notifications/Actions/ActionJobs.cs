using System.Text.Json.Nodes;
using BalanceNotifications.Accounts;
using BalanceNotifications.Audit;
using BalanceNotifications.Paging;
using BalanceNotifications.Practices;
using Npgsql;

namespace BalanceNotifications.Notifications.Actions;

/// <summary>Actions on many notifications, as the api takes them in and shows them.</summary>
public sealed class ActionJobs(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Columns = """
        a.id, a.action, a.asked::text, a.undoes,
            (select u.id from notification_action u where u.practice_id = a.practice_id and u.undoes = a.id),
            a.status, a.picked, a.done, a.nothing_to_do, a.refused, a.not_found, a.failed, a.created_at, a.created_by,
            a.ended_at, a.stopped_by
        """;

    private const string Insert = """
        insert into notification_action (practice_id, id, action, asked, filter, undoes, status, created_by)
        values ($1, $2, $3, $4, $5, $6, 1, $7)
        on conflict (practice_id, undoes) where undoes is not null do nothing
        """;

    // Served by the primary key.
    private const string Find = $"select {Columns} from notification_action a where a.practice_id = $1 and a.id = $2";

    // Served by the primary key: the id is a UUIDv7, so its order is that of creation.
    private const string List = $"""
        select {Columns} from notification_action a
        where a.practice_id = $1 and ($2::uuid is null or a.id < $2)
        order by a.id desc
        limit $3
        """;

    // Served by the primary key. Who works it off ends it, when what was done is written down: an undo is about all of that.
    private const string Stop = """
        with before as (
            select status from notification_action
            where practice_id = $1 and id = $2 and status in (1, 2) for no key update)
        update notification_action a set status = 5, stopped_by = $3
        from before
        where a.practice_id = $1 and a.id = $2
        returning before.status
        """;

    // Served by notification_action_item_by_state.
    private const string ResultsOfState = """
        select notification_id, state, refusal from notification_action_item
        where practice_id = $1 and action_id = $2 and state = $5 and notification_id > $3
        order by notification_id
        limit $4
        """;

    // Served by the primary key.
    private const string Results = """
        select notification_id, state, refusal from notification_action_item
        where practice_id = $1 and action_id = $2 and notification_id > $3
        order by notification_id
        limit $4
        """;

    /// <param name="asked">The filter as it was asked for, as JSON.</param>
    public async Task<ActionJob> CreateAsync(
        RowScope scope, NotificationAction action, string asked, NotificationFilter filter, string actor,
        CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await using (var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken))
        {
            await change.ExecuteAsync(
                Insert, cancellationToken, Parameters(scope, id, action, asked, Database.ToJson(filter), null, actor));
            await change.CommitAsync(
                new(actor, "notifications.action", $"{id}", new JsonObject
                {
                    ["action"] = NameOf(action),
                    ["filter"] = JsonNode.Parse(asked),
                    ["changed"] = Difference.Of("status", null, NameOf(ActionJobStatus.Picking)),
                }),
                cancellationToken);
        }

        return (await FindAsync(scope, id, cancellationToken))!;
    }

    /// <summary>
    /// Says that somebody acts on these at once. Before they are told, so that nothing is done without it; what became
    /// of each, before and after, is in its trail and in that of its account.
    /// </summary>
    public async Task NoteAsync(
        RowScope scope, NotificationAction action, IEnumerable<Guid> ids, string actor,
        CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        await change.CommitAsync(
            new(actor, "notifications.acted", "notifications", new JsonObject
            {
                ["action"] = NameOf(action),
                ["ids"] = new JsonArray([.. ids.Select(id => (JsonNode)$"{id}")]),
            }),
            cancellationToken);
    }

    /// <summary>Null when the practice has no such action.</summary>
    public async Task<ActionJob?> FindAsync(RowScope scope, Guid id, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database)
            .Add(Find, Database.Value(scope.Practice!.Value), Database.Value(id));
        return (await ReadAsync(batch, cancellationToken)).SingleOrDefault();
    }

    /// <param name="after">The id to continue after; null for the newest.</param>
    public async Task<Page<ActionJob>> ListAsync(
        RowScope scope, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(
            List, Database.Value(scope.Practice!.Value), Database.Value(after), Database.Value(limit + 1));
        return Page.Of(await ReadAsync(batch, cancellationToken), limit, job => job.Id.ToString());
    }

    /// <summary>Lets it end after what is in hand; one that has ended stays as it is.</summary>
    /// <returns>As it stands now; null when the practice has no such action.</returns>
    public async Task<ActionJob?> StopAsync(
        RowScope scope, Guid id, string actor, CancellationToken cancellationToken)
    {
        await using (var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken))
        {
            await using var stop = change.Command(
                Stop, Database.Value(scope.Practice!.Value), Database.Value(id), Database.Value(actor));
            if (await stop.ExecuteScalarAsync(cancellationToken) is short status)
            {
                var before = (ActionJobStatus)status;
                await change.CommitAsync(
                    new(actor, "notifications.actionStopped", $"{id}", new JsonObject
                    {
                        ["changed"] = Difference.Of(
                            "status", NameOf(before), NameOf(ActionJobStatus.Stopping)),
                    }),
                    cancellationToken);
            }
        }

        return await FindAsync(scope, id, cancellationToken);
    }

    /// <summary>Asked for twice it is one.</summary>
    /// <param name="job">As it was just read.</param>
    public async Task<UndoResult> UndoAsync(
        RowScope scope, ActionJob job, string actor, CancellationToken cancellationToken)
    {
        if (job is { CanUndo: false, UndoneBy: null })
        {
            return new(null, false);
        }

        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await using (var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken))
        {
            await using var insert = change.Command(
                Insert, Parameters(scope, id, NotificationAction.Restore, null, null, job.Id, actor));
            if (await insert.ExecuteNonQueryAsync(cancellationToken) > 0)
            {
                await change.CommitAsync(
                    new(actor, "notifications.actionUndone", $"{job.Id}", new JsonObject
                    {
                        ["by"] = $"{id}",
                        ["changed"] = Difference.Of("undoneBy", null, $"{id}"),
                    }),
                    cancellationToken);
                return new(await FindAsync(scope, id, cancellationToken), true);
            }
        }

        var undone = await FindAsync(scope, job.Id, cancellationToken);
        return new(await FindAsync(scope, undone!.UndoneBy!.Value, cancellationToken), false);
    }

    /// <param name="state">Null for all.</param>
    /// <param name="after">The notification to continue after; null at the beginning.</param>
    public async Task<Page<ActionItem>> ListResultsAsync(
        RowScope scope, Guid id, ActionItemState? state, Guid? after, int limit, CancellationToken cancellationToken)
    {
        NpgsqlParameter[] parameters =
        [
            Database.Value(scope.Practice!.Value), Database.Value(id), Database.Value(after ?? Guid.Empty),
            Database.Value(limit + 1),
        ];
        await using var batch = state is { } wanted
            ? scope.Begin(database).Add(ResultsOfState, [.. parameters, Database.Value((short)wanted)])
            : scope.Begin(database).Add(Results, parameters);
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var items = new List<ActionItem>();
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(new(reader.GetGuid(0), (ActionItemState)reader.GetInt16(1), reader.Nullable<string>(2)));
        }

        return Page.Of(items, limit, item => item.Notification.ToString());
    }

    internal static string NameOf<T>(T value)
        where T : struct, Enum => Database.ToJson(value).Trim('"');

    private static NpgsqlParameter[] Parameters(
        RowScope scope, Guid id, NotificationAction action, string? asked, string? filter, Guid? undoes, string actor) =>
    [
        Database.Value(scope.Practice!.Value), Database.Value(id), Database.Value(NameOf(action)),
        Database.Jsonb(asked), Database.Jsonb(filter), Database.Value(undoes), Database.Value(actor),
    ];

    private static async Task<List<ActionJob>> ReadAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var jobs = new List<ActionJob>();
        while (await reader.ReadAsync(cancellationToken))
        {
            jobs.Add(new(
                reader.GetGuid(0),
                Database.FromJson<NotificationAction>($"\"{reader.GetString(1)}\""),
                reader.Nullable<string>(2),
                reader.Nullable<Guid?>(3),
                reader.Nullable<Guid?>(4),
                (ActionJobStatus)reader.GetInt16(5),
                new(
                    reader.GetInt32(6), reader.GetInt32(7), reader.GetInt32(8), reader.GetInt32(9), reader.GetInt32(10),
                    reader.GetInt32(11)),
                reader.GetFieldValue<DateTimeOffset>(12),
                reader.GetString(13),
                reader.Nullable<DateTimeOffset?>(14),
                reader.Nullable<string>(15)));
        }

        return jobs;
    }
}
