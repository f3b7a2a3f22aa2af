using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Pauses;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>What falls due in a pause waits, costs one write, and goes on where it was stopped.</summary>
public abstract class PausedSends(ClusterFixture cluster)
{
    [Fact]
    public async Task What_falls_due_in_a_pause_goes_out_after_it()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, settings: settings => settings with { Paused = true });
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        var history = await practice.HistoryAsync();
        Assert.Equal((Status.Deferred, Reason.Paused), (history.Status, history.Reason));
        Assert.Equal(0, practice.Arrived(history.Id));

        await practice.ResumeAsync();
        await AssertSentInTheEndAsync(practice);
    }

    [Fact]
    public async Task A_paused_profile_sends_nothing_and_goes_on_where_it_was_stopped()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.PauseAsync(PauseSubject.Profile, practice.Profile, pauses: true);

        await practice.TickAfterAsync(TimeSpan.FromDays(5));
        Assert.Equal((Status.Deferred, Reason.Paused), (await practice.HistoryAsync()).Outcome);

        await practice.PauseAsync(PauseSubject.Profile, practice.Profile, pauses: false);
        await AssertSentInTheEndAsync(practice);
    }

    [Fact]
    public async Task A_paused_batch_sends_nothing_and_goes_on_where_it_was_stopped()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var batch = await practice.AddBatchAsync();
        await practice.PostStatementAsync(batch: batch);
        await practice.PauseAsync(PauseSubject.Batch, batch, pauses: true);

        await practice.TickAfterAsync(TimeSpan.FromDays(5));
        Assert.Equal((Status.Deferred, Reason.Paused), (await practice.HistoryAsync()).Outcome);

        await practice.PauseAsync(PauseSubject.Batch, batch, pauses: false);
        await AssertSentInTheEndAsync(practice);
    }

    [Fact]
    public async Task A_pause_writes_an_account_once()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, settings: settings => settings with { Paused = true });
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        var written = await practice.StoredVersionAsync();

        await practice.TickAfterAsync(TimeSpan.FromMinutes(1));
        await practice.TickAfterAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(written, await practice.StoredVersionAsync());
    }

    [Fact]
    public async Task What_stays_in_a_pause_takes_no_place_among_the_reminders_that_are_overdue()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, settings: settings => settings with { Paused = true });
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        var written = await practice.StoredVersionAsync();
        await practice.MoveReminderBackAsync();

        await practice.TickAfterAsync(TimeSpan.FromMinutes(1));

        // A minute ahead; Orleans' own table rounds to milliseconds.
        Assert.InRange((await practice.ReminderInAsync()).TotalSeconds, 59.999, 60.001);
        Assert.Equal(written, await practice.StoredVersionAsync());
    }

    // A silo may hold the pause for five seconds more; until then each tick leaves everything as it is.
    private async Task AssertSentInTheEndAsync(ClusterPractice practice)
    {
        cluster.Clock.Now += TimeSpan.FromMinutes(1);
        var begun = TimeProvider.System.GetTimestamp();
        do
        {
            await practice.TickAsync();
        }
        while ((await practice.HistoryAsync()).Status is Status.Deferred
            && TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(20));

        var history = await practice.HistoryAsync();
        Assert.Equal((Status.Sent, 1), (history.Status, practice.Arrived(history.Id)));
    }
}

[Collection(ClusterFixture.Name)]
public sealed class PausedSendTests(ClusterFixture cluster) : PausedSends(cluster);

[Collection(PacedClusterFixture.Name)]
public sealed class PausedSendsOnThePacedEngineTests(PacedClusterFixture cluster) : PausedSends(cluster);
