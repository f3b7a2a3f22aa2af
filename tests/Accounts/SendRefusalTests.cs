using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>What keeps a due notification from going out, besides what a guarantor does before it is due.</summary>
[Collection(ClusterFixture.Name)]
public sealed class SendRefusalTests(ClusterFixture cluster)
{
    [Fact]
    public async Task An_account_without_an_address_is_not_written_to()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.SaveAccountAsync(email: null);
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        await AssertWillNotSendAsync(practice, Reason.NoAddress);
    }

    [Fact]
    public async Task A_channel_that_the_practice_has_not_got_sends_nothing()
    {
        var practice = await ClusterPractice.OpenAsync(
            cluster, settings: settings => settings with { Channels = new(Email: false, Text: true, Voice: false) });
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        await AssertWillNotSendAsync(practice, Reason.ChannelOff);
    }

    [Fact]
    public async Task What_nobody_ticked_for_days_has_expired()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();

        await practice.TickAfterAsync(TimeSpan.FromDays(4));

        await AssertWillNotSendAsync(practice, Reason.Expired);
    }

    [Fact]
    public async Task A_test_recipient_who_cannot_be_reached_leaves_the_guarantors_switch_alone()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, settings: settings => settings with
        {
            Mode = PracticeMode.Test,
            TestRecipients = new("ops@north.example", "+13125550199"),
        });
        await practice.PostStatementAsync();
        cluster.Relay.Answer("RCPT", "550 5.1.1 no such user");

        await practice.TickWhenDueAsync();

        Assert.Equal(Status.UndeliverablePermanent, (await practice.HistoryAsync()).Status);
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Email.State);
    }

    private static async Task AssertWillNotSendAsync(ClusterPractice practice, string reason)
    {
        var history = await practice.HistoryAsync();
        Assert.Equal((Status.WillNotSend, reason), (history.Status, history.Reason));
        Assert.Equal(0, practice.Arrived(history.Id));
    }
}
