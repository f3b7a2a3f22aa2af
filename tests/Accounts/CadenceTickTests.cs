using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>Ticks of an account on a two-silo cluster, with real storage and a real relay.</summary>
public abstract class CadenceTicks(ClusterFixture cluster)
{
    [Fact]
    [Trait("Rule", "V2")]
    [Trait("Rule", "V70")]
    public async Task One_statement_sends_one_email_and_history_tells_how()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        var history = await practice.HistoryAsync();
        Assert.Equal([Status.Scheduled, Status.Sending, Status.Sent], history.Trail);
        Assert.Equal((Status.Sent, 1), (history.Status, history.Attempts));
        Assert.Equal(1, practice.Arrived(history.Id));
    }

    [Fact]
    public async Task A_tick_delivered_twice_and_at_once_sends_one_email()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();
        await Task.WhenAll(practice.TickAsync(), practice.TickAsync());

        Assert.Equal(1, practice.Arrived((await practice.HistoryAsync()).Id));
    }

    [Fact]
    public async Task A_tick_that_comes_early_sends_nothing()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();

        await practice.TickAsync();

        Assert.Equal([Status.Scheduled], (await practice.HistoryAsync()).Trail);
    }

    [Fact]
    public async Task Outside_contact_hours_it_waits_for_the_opening()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();

        cluster.Clock.Now = TestClock.MondayAtTen.AddHours(12);
        await practice.TickAsync();
        Assert.Equal((Status.Deferred, Reason.OutsideHours), (await practice.HistoryAsync()).Outcome);

        await practice.TickAfterAsync(TimeSpan.FromHours(11));
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
    }

    [Fact]
    public async Task A_practice_in_test_mode_writes_to_its_own_people()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, settings: settings => settings with
        {
            Mode = Practices.PracticeMode.Test,
            TestRecipients = new("ops@north.example", null),
        });
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        var id = (await practice.HistoryAsync()).Id;
        var mail = cluster.Relay.Received.Single(m => m.Message.MessageId == $"{id:n}@north.example");
        Assert.Equal("ops@north.example", mail.Message.To.Mailboxes.Single().Address);
    }

    [Fact]
    public async Task History_that_could_not_be_told_waits_in_the_outbox_for_the_next_tick()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await using (await practice.ForbidHistoryAsync())
        {
            Assert.Equal(PostOutcome.Created, (await practice.PostStatementAsync()).Outcome);
        }

        await practice.TickAsync();

        Assert.Equal([Status.Scheduled], (await practice.HistoryAsync()).Trail);
    }

    [Fact]
    public async Task What_would_not_end_within_25_seconds_is_taken_back_untried()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        Task tick;
        await using (var state = await practice.HoldStateAsync())
        {
            await using (var reads = await HeldLock.TakeAsync(
                cluster.Postgres.Owner, "lock table suppression in access exclusive mode"))
            {
                tick = practice.TickWhenDueAsync();
                await reads.WantedAsync();
                cluster.Clock.Pass(TimeSpan.FromSeconds(3));
            }

            await state.WantedAsync();
            cluster.Clock.Pass(TimeSpan.FromSeconds(7));
        }

        await tick;

        var history = await practice.HistoryAsync();
        Assert.Equal([Status.Scheduled, Status.Sending, Status.Deferred], history.Trail);
        Assert.Equal((Reason.TryLater, 0, 0), (history.Reason, history.Attempts, practice.Arrived(history.Id)));
        await practice.TickAfterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(1, practice.Arrived(history.Id));
    }

    [Fact]
    public async Task What_was_too_late_for_an_intent_is_tried_again_before_the_reminder_comes()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        Task tick;
        await using (var reads = await HeldLock.TakeAsync(
            cluster.Postgres.Owner, "lock table suppression in access exclusive mode"))
        {
            tick = practice.TickWhenDueAsync();
            await reads.WantedAsync();
            cluster.Clock.Pass(TimeSpan.FromSeconds(7));
        }

        await tick;
        var history = await practice.HistoryAsync();
        Assert.Equal([Status.Scheduled], history.Trail);

        await Eventually.HoldsAsync(() => Task.FromResult(practice.Arrived(history.Id) == 1));
    }

    [Fact]
    public async Task A_second_activation_with_an_old_version_sends_nothing()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.RaiseStoredVersionAsync();
        var commands = cluster.Relay.Commands.Count;

        await Assert.ThrowsAnyAsync<Exception>(practice.TickWhenDueAsync);

        Assert.Equal(commands, cluster.Relay.Commands.Count);
    }
}

[Collection(ClusterFixture.Name)]
public sealed class CadenceTickTests(ClusterFixture cluster) : CadenceTicks(cluster);

[Collection(PacedClusterFixture.Name)]
public sealed class CadenceTicksOnThePacedEngineTests(PacedClusterFixture cluster) : CadenceTicks(cluster);
