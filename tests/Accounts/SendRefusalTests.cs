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
    public async Task A_confidential_request_that_names_no_address_for_a_channel_leaves_it_without_one()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.ConfideAsync(new(Phone: "+13125550177"));
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        await AssertWillNotSendAsync(practice, Reason.NoAddress);
    }

    [Fact]
    public async Task A_confidential_address_is_the_one_that_is_written_to()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.ConfideAsync(new("safe@home.example"));
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        var id = (await practice.HistoryAsync()).Id;
        var mail = cluster.Relay.Received.Single(m => m.Message.MessageId == $"{id:n}@north.example");
        Assert.Equal("safe@home.example", mail.Message.To.Mailboxes.Single().Address);
    }

    [Fact]
    [Trait("Rule", "V1")]
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

    [Theory]
    [InlineData("update profile set paused_at = bn_now(), paused_by = 'test' where practice_id = $1")]
    [InlineData("update batch set paused_at = bn_now(), paused_by = 'test' where practice_id = $1")]
    public async Task What_a_paused_profile_or_batch_planned_waits(string pause)
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var batch = await practice.AddBatchAsync();
        await practice.PostStatementAsync(batch: batch);
        await practice.ExecuteAsync(pause, Database.Value(practice.Id));

        await practice.TickWhenDueAsync();

        var history = await practice.HistoryAsync();
        Assert.Equal((Status.Deferred, Reason.Paused), (history.Status, history.Reason));
    }

    [Fact]
    [Trait("Rule", "V19")]
    public async Task Of_two_statements_of_one_day_the_higher_level_is_sent()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync("S-1");
        await practice.PostStatementAsync("S-2");

        await practice.TickWhenDueAsync();
        await practice.TickAsync();

        var lower = await practice.HistoryAsync("S-1");
        Assert.Equal((Status.WillNotSend, Reason.Superseded), (lower.Status, lower.Reason));
        Assert.Equal(Status.Sent, (await practice.HistoryAsync("S-2")).Status);
    }

    [Fact]
    public async Task One_contact_more_than_the_cap_allows_is_not_made()
    {
        var practice = await ClusterPractice.OpenAsync(
            cluster, settings: settings => settings with { FrequencyCap = new(1, 7) });
        await practice.PostStatementAsync(daysAgo: 0);
        await practice.TickWhenDueAsync();
        await practice.PostStatementAsync("S-2", daysAgo: -1);
        await practice.DeactivateAsync();

        await practice.TickAfterAsync(TimeSpan.FromDays(1));

        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
        var capped = await practice.HistoryAsync("S-2");
        Assert.Equal((Status.WillNotSend, Reason.FrequencyCap), (capped.Status, capped.Reason));
    }

    private static async Task AssertWillNotSendAsync(ClusterPractice practice, string reason)
    {
        var history = await practice.HistoryAsync();
        Assert.Equal((Status.WillNotSend, reason), (history.Status, history.Reason));
        Assert.Equal(0, practice.Arrived(history.Id));
    }
}
