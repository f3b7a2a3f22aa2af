using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications.Actions;
using Npgsql;

namespace BalanceNotifications.Notifications;

/// <summary>How an action over thousands is picked and marked, as the silo's role: interrupted anywhere, and done twice.</summary>
public sealed class ActionWorkTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const short Permanent = (short)NotificationStatus.UndeliverablePermanent;
    private const short Sent = (short)NotificationStatus.Sent;

    private static readonly DateTimeOffset Start = new(2026, 11, 30, 20, 0, 0, TimeSpan.Zero);

    private NpgsqlDataSource? _silo;
    private StoredPractice? _practice;

    private ActionWork Work => new(_silo!);

    private ActionJobs Jobs => new(postgres.Owner, TimeProvider.System);

    public async ValueTask InitializeAsync()
    {
        _practice = await StoredPractice.MakeAsync(postgres);
        _silo = NpgsqlDataSource.Create(postgres.ConnectionString("bn_silo"));
    }

    public ValueTask DisposeAsync() => _silo?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Every_one_that_matches_is_picked_once_however_often_and_by_how_many_at_once_a_bite_is_taken()
    {
        await _practice!.AddNotificationsAsync(Start, 1_000, [Sent, Permanent]); // crosses into December
        var job = await CreateAsync(new([(NotificationStatus)Permanent]));

        while (await FindAsync(job) is { Status: ActionJobStatus.Picking } picking)
        {
            // Two drivers with the same knowledge: the old activation and the new one.
            await Task.WhenAll(Work.PickAsync(picking, 70, default), Work.PickAsync(picking, 70, default));
        }

        var picked = await FindAsync(job);
        Assert.Equal(ActionJobStatus.Running, picked.Status);
        Assert.Equal(500, (await Jobs.FindAsync(_practice.Scope, job, default))!.Counts.Picked);
        Assert.Equal(500, (await WaitingAsync(picked)).Select(item => item.Notification).Distinct().Count());
    }

    [Fact]
    public async Task A_mark_told_twice_counts_once_and_the_action_ends_when_nothing_waits()
    {
        var running = await RunningAsync(4);
        var waiting = await WaitingAsync(running);
        WorkedItem[] worked =
        [
            new(waiting[0].Notification, ActionItemState.Done, null, 2),
            new(waiting[1].Notification, ActionItemState.Refused, ActionRefusal.NotAnError, 1),
            new(waiting[2].Notification, ActionItemState.NotFound),
        ];

        await Work.MarkAsync(running, worked, default);
        await Work.MarkAsync(running, worked, default);
        await Work.EndAsync(running, default);
        var before = (await Jobs.FindAsync(_practice!.Scope, running.Id, default))!;
        await Work.MarkAsync(running, [new(waiting[3].Notification, ActionItemState.NothingToDo, null, 1)], default);
        await Work.EndAsync(running, default);
        var after = (await Jobs.FindAsync(_practice.Scope, running.Id, default))!;

        Assert.Equal((new ActionCounts(4, 1, 0, 1, 1, 0), 1, null), (before.Counts, before.Counts.Waiting, before.EndedAt));
        Assert.Equal((new ActionCounts(4, 1, 1, 1, 1, 0), ActionJobStatus.Done), (after.Counts, after.Status));
        Assert.DoesNotContain((_practice.Scope.Practice!.Value, running.Id), await Work.OpenAsync(default));
    }

    [Fact]
    public async Task An_account_that_cannot_be_asked_is_given_up_after_its_passes()
    {
        var running = await RunningAsync(1);
        for (var pass = 0; pass < ActionWork.MaxAttempts; pass++)
        {
            var item = Assert.Single(await WaitingAsync(running));
            await Work.MarkAsync(running, [new(item.Notification, ActionItemState.Waiting)], default);
        }

        Assert.Empty(await WaitingAsync(running));
        Assert.Equal(1, (await Jobs.FindAsync(_practice!.Scope, running.Id, default))!.Counts.Failed);
    }

    [Fact]
    public async Task What_a_silo_told_before_it_died_is_known_by_the_trail()
    {
        var running = await RunningAsync(2);
        var told = (await WaitingAsync(running))[0].Notification;
        await TrailAsync(told, 1, Permanent, "test"); // before it was picked
        await TrailAsync(told, 2, (short)NotificationStatus.Archived, "test");
        await TrailAsync(told, 3, Permanent, "somebody else");

        var waiting = await WaitingAsync(running);

        Assert.Equal([2, null], waiting.Select(item => item.DoneAt));
    }

    [Fact]
    public async Task What_was_stopped_picks_and_ends_no_more()
    {
        await _practice!.AddNotificationsAsync(Start, 10, [Permanent]);
        var job = await CreateAsync(new([(NotificationStatus)Permanent]));
        var picking = await FindAsync(job);

        var stopped = await Jobs.StopAsync(_practice.Scope, job, "test", default);
        await Work.PickAsync(picking, 3, default);
        var open = await Work.OpenAsync(default);
        await Work.EndAsync(picking, default);

        Assert.Equal((ActionJobStatus.Stopping, "test", null), (stopped!.Status, stopped.StoppedBy, stopped.EndedAt));
        Assert.Contains((_practice.Scope.Practice!.Value, job), open);
        var ended = (await Jobs.FindAsync(_practice.Scope, job, default))!;
        Assert.Equal((ActionJobStatus.Stopped, true), (ended.Status, ended.EndedAt is not null));
    }

    private async Task<ActionUnderWay> RunningAsync(int count)
    {
        await _practice!.AddNotificationsAsync(Start, count, [Permanent]);
        var job = await CreateAsync(new([(NotificationStatus)Permanent]));
        await Work.PickAsync(await FindAsync(job), 100, default);
        return await FindAsync(job);
    }

    private async Task<Guid> CreateAsync(NotificationFilter filter) =>
        (await Jobs.CreateAsync(_practice!.Scope, NotificationAction.Archive, "{}", filter, "test", default)).Id;

    private async Task<ActionUnderWay> FindAsync(Guid job) =>
        (await Work.FindAsync(_practice!.Scope.Practice!.Value, job, default))!;

    private Task<IReadOnlyList<WaitingItem>> WaitingAsync(ActionUnderWay action) =>
        Work.WaitingAsync(action, Guid.Empty, 1_000, default);

    private async Task TrailAsync(Guid notification, int sequence, short status, string actor)
    {
        await using var command = postgres.Owner.CreateCommand(
            "insert into notification_trail values ($1, $2, $3, now(), $4, null, $5)");
        command.Parameters.Add(Database.Value(notification));
        command.Parameters.Add(Database.Value(sequence));
        command.Parameters.Add(Database.Value(_practice!.Scope.Practice!.Value));
        command.Parameters.Add(Database.Value(status));
        command.Parameters.Add(Database.Value(actor));
        await command.ExecuteNonQueryAsync();
    }
}
