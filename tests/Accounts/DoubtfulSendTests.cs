using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>A provider that refuses, for now or for good, or whose answer never came.</summary>
[Collection(ClusterFixture.Name)]
public sealed class DoubtfulSendTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_refusal_for_now_is_tried_again_under_the_same_message_id()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        cluster.Relay.Answer("RCPT", "451 4.7.1 grey");

        await practice.TickWhenDueAsync();
        Assert.Equal(Status.Deferred, (await practice.HistoryAsync()).Status);
        await practice.TickAfterAsync(TimeSpan.FromMinutes(2));

        var history = await practice.HistoryAsync();
        Assert.Equal([Status.Scheduled, Status.Sending, Status.Deferred, Status.Sending, Status.Sent], history.Trail);
        Assert.Equal(1, practice.Arrived(history.Id));
    }

    [Fact]
    public async Task A_mailbox_that_does_not_exist_ends_email_for_this_account_until_the_address_is_mended()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        cluster.Relay.Answer("RCPT", "550 5.1.1 nobody");

        await practice.TickWhenDueAsync();

        Assert.Equal(Status.UndeliverablePermanent, (await practice.HistoryAsync()).Status);
        var account = await practice.Account.GetAsync(default);
        Assert.Equal(
            (SwitchState.ErroredOut, SwitchState.OptedIn), (account!.Email.State, account.Text.State));

        await practice.SaveAccountAsync(email: "ann.lee@home.example");
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    public async Task A_connection_lost_after_the_content_is_in_doubt_and_sent_once_more()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        cluster.Relay.Drop("CONTENT");

        await practice.TickWhenDueAsync();
        await practice.TickAfterAsync(TimeSpan.FromMinutes(2));

        var history = await practice.HistoryAsync();
        Assert.Equal((Status.Sent, 2, 1), (history.Status, history.Attempts, history.ResentInDoubt));
        Assert.Equal(1, practice.Arrived(history.Id));
    }

    [Fact]
    public async Task A_resend_that_is_refused_for_now_and_meets_the_night_stays_in_doubt()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        cluster.Relay.Drop("CONTENT");
        await practice.TickWhenDueAsync();
        cluster.Relay.Answer("RCPT", "451 4.7.1 grey");
        await practice.TickAfterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(Status.Deferred, (await practice.HistoryAsync()).Status);

        await practice.TickAfterAsync(TimeSpan.FromHours(12));

        Assert.Equal((Status.OutcomeUnknown, Reason.OutsideHours), (await practice.HistoryAsync()).Outcome);
    }

    [Fact]
    public async Task What_is_in_doubt_at_one_address_is_not_sent_again_to_another()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        cluster.Relay.Drop("CONTENT");
        await practice.TickWhenDueAsync();
        var lost = await practice.HistoryAsync();
        await practice.SaveAccountAsync(email: "ann.lee@home.example");

        await practice.TickAfterAsync(TimeSpan.FromMinutes(2));

        var history = await practice.HistoryAsync();
        Assert.Equal((Status.OutcomeUnknown, "addressChanged"), history.Outcome);
        Assert.Equal((1, 0), (history.Attempts, practice.Arrived(lost.Id)));
        await practice.Account.ReportAsync(
            new(lost.Id, ReportedFate.BadAddress, "smtp 550 5.1.1", cluster.Clock.Now), default);
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    public async Task A_second_doubt_is_left_to_people()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        cluster.Relay.Drop("CONTENT");
        cluster.Relay.Drop("CONTENT");

        await practice.TickWhenDueAsync();
        await practice.TickAfterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal((Status.OutcomeUnknown, Reason.ConnectionLost), (await practice.HistoryAsync()).Outcome);
    }

    [Fact]
    public async Task What_is_in_doubt_and_paid_meanwhile_is_not_sent_again()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        cluster.Relay.Drop("CONTENT");
        await practice.TickWhenDueAsync();

        await practice.PayAsync(120m);
        await practice.TickAfterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal((Status.OutcomeUnknown, Reason.NothingOwed), (await practice.HistoryAsync()).Outcome);
        Assert.Equal(0, practice.Arrived((await practice.HistoryAsync()).Id));
    }
}
