using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>What comes between the statement and its due time, and stops what was planned.</summary>
public abstract class StoppedSends(ClusterFixture cluster)
{
    [Fact]
    public async Task A_payment_before_the_due_time_stops_it()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.PayAsync(120m);

        await practice.TickWhenDueAsync();

        await AssertWillNotSendAsync(practice, Reason.NothingOwed);
    }

    [Fact]
    public async Task An_opt_out_before_the_due_time_stops_it()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.SaveAccountAsync(state: SwitchState.OptedOut);

        await practice.TickWhenDueAsync();

        await AssertWillNotSendAsync(practice, Reason.OptedOut);
    }

    [Fact]
    public async Task A_hold_stops_it_and_a_released_one_does_not()
    {
        var held = await ClusterPractice.OpenAsync(cluster);
        await held.PostStatementAsync();
        await held.Account.PlaceHoldAsync(Dispute, default);
        await held.TickWhenDueAsync();
        await AssertWillNotSendAsync(held, "hold: dispute");

        var released = await ClusterPractice.OpenAsync(cluster);
        await released.PostStatementAsync();
        await released.Account.PlaceHoldAsync(Dispute, default);
        Assert.True(await released.Account.ReleaseHoldAsync(Dispute.Id, "test", default));
        await released.TickWhenDueAsync();
        Assert.Equal(Status.Sent, (await released.HistoryAsync()).Status);
    }

    [Fact]
    public async Task A_balance_below_the_minimum_is_not_asked_for()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync(due: 4.99m);

        await practice.TickWhenDueAsync();

        await AssertWillNotSendAsync(practice, Reason.BelowMinimum);
    }

    [Theory]
    [InlineData(true, Status.Sent)]
    [InlineData(false, Status.WillNotSend)]
    public async Task A_text_needs_recorded_consent(bool consent, Status expected)
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text, consent: consent);
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        Assert.Equal(expected, (await practice.HistoryAsync()).Status);
    }

    [Fact]
    public async Task A_suppressed_address_is_not_written_to()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.SuppressAsync("ann@home.example");
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        await AssertWillNotSendAsync(practice, Reason.OptedOut);
    }

    private static Hold Dispute { get; } = new("h-1", HoldReason.Dispute, null, "", TestClock.MondayAtTen, "test");

    private static async Task AssertWillNotSendAsync(ClusterPractice practice, string reason)
    {
        Assert.Equal((Status.WillNotSend, reason), (await practice.HistoryAsync()).Outcome);
        Assert.Equal(0, practice.Arrived((await practice.HistoryAsync()).Id));
    }
}

[Collection(ClusterFixture.Name)]
public sealed class StoppedSendTests(ClusterFixture cluster) : StoppedSends(cluster);

[Collection(PacedClusterFixture.Name)]
public sealed class StoppedSendsOnThePacedEngineTests(PacedClusterFixture cluster) : StoppedSends(cluster);
