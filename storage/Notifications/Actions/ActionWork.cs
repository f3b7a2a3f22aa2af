using BalanceNotifications.Accounts;
using Npgsql;

namespace BalanceNotifications.Notifications.Actions;

/// <summary>
/// The work of an action on many notifications, as the silo does it. Each call is one statement and safe to repeat: what
/// is picked is picked once, and what was marked stays as it was marked first.
/// </summary>
public sealed class ActionWork(NpgsqlDataSource database)
{
    /// <summary>After so many passes in which its account could not be asked, a notification is given up.</summary>
    public const int MaxAttempts = 5;

    // Served by notification_action_open.
    private const string Open = "select practice_id, id from notification_action where status in (1, 2, 5)";

    // Served by the primary key.
    private const string Find = """
        select action, filter::text, undoes, status, picked_up_to, created_by
        from notification_action where practice_id = $1 and id = $2
        """;

    // Served by notification_action_item_by_state. Where they stand is where the other action left them: archived (12), or
    // cancelled (11).
    private const string NextDone = """
        select notification_id as id, account_key, result_sequence as sequence,
            (select case action when 'archive' then 12 else 11 end::smallint
             from notification_action where practice_id = $1 and id = $2) as status
        from notification_action_item
        where practice_id = $1 and action_id = $2 and state = 1 and notification_id > $3
        order by notification_id
        limit $4
        """;

    // Served by notification_action_item_by_state, and the primary key of the trail. A step of the same person's that
    // says what was asked for is this action's own: whoever told it may have died before saying so.
    private const string Waiting = """
        select i.notification_id, i.account_key, i.status, i.sequence, own.sequence
        from notification_action_item i
        left join lateral (
            select t.sequence from notification_trail t
            where t.notification_id = i.notification_id and t.sequence > i.sequence
                and t.actor = $5 and t.status = any ($6)
            order by t.sequence
            limit 1) own on true
        where i.practice_id = $1 and i.action_id = $2 and i.state = 0 and i.notification_id > $3
        order by i.notification_id
        limit $4
        """;

    // Only what still waited counts, so that it may be marked twice.
    private const string Mark = """
        with told as (
            select * from unnest($3::uuid[], $4::smallint[], $5::text[], $6::integer[])
                as t(id, state, refusal, result_sequence)),
        marked as (
            update notification_action_item i
            set state = case when t.state = 0 and i.attempts + 1 >= $7 then 5 else t.state end,
                attempts = i.attempts + case when t.state = 0 then 1 else 0 end,
                refusal = t.refusal, result_sequence = t.result_sequence
            from told t
            where i.practice_id = $1 and i.action_id = $2 and i.notification_id = t.id and i.state = 0
            returning i.state)
        update notification_action a
        set done = a.done + s.done, nothing_to_do = a.nothing_to_do + s.nothing_to_do, refused = a.refused + s.refused,
            not_found = a.not_found + s.not_found, failed = a.failed + s.failed
        from (
            select count(*) filter (where state = 1) as done, count(*) filter (where state = 2) as nothing_to_do,
                count(*) filter (where state = 3) as refused, count(*) filter (where state = 4) as not_found,
                count(*) filter (where state = 5) as failed
            from marked) s
        where a.practice_id = $1 and a.id = $2
        """;

    // What was stopped leaves some that wait.
    private const string End = """
        update notification_action a set status = case when a.status = 5 then 4 else 3 end, ended_at = bn_now()
        where a.practice_id = $1 and a.id = $2 and (a.status = 5 or a.status = 2 and not exists (
            select from notification_action_item i
            where i.practice_id = a.practice_id and i.action_id = a.id and i.state = 0))
        """;

    /// <summary>Those under way: whoever drove them may have died, so they are started again now and then.</summary>
    public async Task<IReadOnlyList<(int Practice, Guid Action)>> OpenAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Open);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var open = new List<(int, Guid)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            open.Add((reader.GetInt32(0), reader.GetGuid(1)));
        }

        return open;
    }

    /// <summary>Null when there is no such action.</summary>
    public async Task<ActionUnderWay?> FindAsync(int practice, Guid id, CancellationToken cancellationToken)
    {
        await using var command = Command(Find, practice, id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                practice,
                id,
                Database.FromJson<NotificationAction>($"\"{reader.GetString(0)}\""),
                reader.Nullable<string>(1) is { } filter ? Database.FromJson<NotificationFilter>(filter) : null,
                reader.Nullable<Guid?>(2),
                (ActionJobStatus)reader.GetInt16(3),
                reader.Nullable<Guid?>(4),
                reader.GetString(5))
            : null;
    }

    /// <summary>Writes down the next that match. The last bite ends the picking.</summary>
    public async Task PickAsync(ActionUnderWay action, int bite, CancellationToken cancellationToken)
    {
        var range = IdRange.Of(action.Filter?.From, action.Filter?.To).Behind(action.PickedUpTo, ascending: true);
        var (next, parameters) = action.Filter is { } filter
            ? (
                NotificationQueries.List(filter, range, ascending: true, "id, account_key, status, sequence"),
                NotificationReader.Parameters(new("", action.Practice), filter, range, bite))
            : (
                NextDone,
                [
                    Database.Value(action.Practice), Database.Value(action.Undoes!.Value), Database.Value(range.After),
                    Database.Value(bite),
                ]);
        await using var command = database.JobCommand(
            PutNext(next, parameters.Length), [.. parameters, Database.Value(action.Id)]);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <param name="after">The notification to go on behind; empty at the beginning of a pass.</param>
    public async Task<IReadOnlyList<WaitingItem>> WaitingAsync(
        ActionUnderWay action, Guid after, int limit, CancellationToken cancellationToken)
    {
        await using var command = Command(
            Waiting, action.Practice, action.Id, Database.Value(after), Database.Value(limit),
            Database.Value(action.Actor), Database.Value(NotificationReader.Numbers(LeadsTo(action.Action))));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = new List<WaitingItem>(limit);
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(new(
                reader.GetGuid(0), reader.GetString(1), (NotificationStatus)reader.GetInt16(2), reader.GetInt32(3),
                reader.Nullable<int?>(4)));
        }

        return items;
    }

    /// <summary>Says what became of them. One that still waits counts as a try that came to nothing.</summary>
    public async Task MarkAsync(
        ActionUnderWay action, IReadOnlyCollection<WorkedItem> worked, CancellationToken cancellationToken)
    {
        await using var command = Command(
            Mark, action.Practice, action.Id,
            Database.Value(worked.Select(item => item.Notification).ToArray()),
            Database.Value(worked.Select(item => (short)item.State).ToArray()),
            Database.Value(worked.Select(item => item.Refusal is { } code ? ActionJobs.NameOf(code) : null).ToArray()),
            Database.Value(worked.Select(item => item.Sequence).ToArray()),
            Database.Value(MaxAttempts));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Ends it where nothing waits any more, or somebody has stopped it.</summary>
    public async Task EndAsync(ActionUnderWay action, CancellationToken cancellationToken)
    {
        await using var command = Command(End, action.Practice, action.Id);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // Where the picking stands moves with what was picked, so that a silo that dies leaves neither a gap nor a second one.
    // Of the parameters the first is the practice, the last of the query its limit, and behind it comes the action.
    private static string PutNext(string next, int parameters) => $"""
        with next as ({next}),
        put as (
            insert into notification_action_item (
                practice_id, action_id, notification_id, account_key, status, sequence)
            select $1, ${parameters + 1}, id, account_key, status, sequence from next
            on conflict do nothing
            returning notification_id)
        update notification_action
        set picked = picked + (select count(*) from put),
            picked_up_to = coalesce((select id from next order by id desc limit 1), picked_up_to),
            status = case when (select count(*) from next) < ${parameters} then 2 else 1 end
        where practice_id = $1 and id = ${parameters + 1} and status = 1
        """;

    // The statuses that the action's own step can have.
    private static IReadOnlyList<NotificationStatus> LeadsTo(NotificationAction action) => action switch
    {
        NotificationAction.Cancel => [NotificationStatus.Cancelled],
        // The step says nothing of the switch: the account is asked again, which does no harm.
        NotificationAction.CancelAndOptOut => [],
        NotificationAction.Archive => [NotificationStatus.Archived],
        NotificationAction.Retry => [NotificationStatus.Scheduled],
        NotificationAction.Arrived => [NotificationStatus.Delivered],
        NotificationAction.SendAgain => [NotificationStatus.Deferred],
        NotificationAction.Restore =>
            [.. NotificationFilter.Errors, NotificationStatus.Resolved, NotificationStatus.Scheduled],
    };

    private NpgsqlCommand Command(string sql, int practice, Guid action, params ReadOnlySpan<NpgsqlParameter> more) =>
        database.JobCommand(sql, [Database.Value(practice), Database.Value(action), .. more]);
}

/// <param name="Filter">Null for an undo.</param>
/// <param name="Undoes">Null but for an undo.</param>
/// <param name="PickedUpTo">The last notification that was picked; null before the first.</param>
/// <param name="Actor">Who asked for it.</param>
public sealed record ActionUnderWay(
    int Practice, Guid Id, NotificationAction Action, NotificationFilter? Filter, Guid? Undoes, ActionJobStatus Status,
    Guid? PickedUpTo, string Actor);

/// <param name="Status">Where it stood when it was picked.</param>
/// <param name="Sequence">Its count of changes then.</param>
/// <param name="DoneAt">The count at which its trail says that this was done already; null while it does not.</param>
public sealed record WaitingItem(
    Guid Notification, string AccountKey, NotificationStatus Status, int Sequence, int? DoneAt);

/// <param name="State">Waiting when its account could not be asked.</param>
/// <param name="Sequence">Where it stands now; null where nobody knows.</param>
public sealed record WorkedItem(
    Guid Notification, ActionItemState State, ActionRefusal? Refusal = null, int? Sequence = null);
