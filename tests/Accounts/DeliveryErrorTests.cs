using BalanceNotifications.Fixtures;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>How an error leaves the list: by a later success or by an action, and by nothing else.</summary>
[Collection(ClusterFixture.Name)]
public sealed class DeliveryErrorTests(ClusterFixture cluster)
{
    [Fact, Trait("Rule", "V81")]
    public async Task A_bounce_ends_email_and_no_other_switch()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.Account.SetSwitchesAsync(
            [new(SwitchKind.Paperless, SwitchState.OptedIn, "asked", new(cluster.Clock.Now, "desk", "yes"))], "test", default);
        await practice.PostStatementAsync();
        cluster.Relay.Answer("RCPT", "550 5.1.1 nobody");

        await practice.TickWhenDueAsync();

        var account = (await practice.Account.GetAsync(default))!;
        Assert.Equal(
            (SwitchState.ErroredOut, SwitchState.OptedIn, SwitchState.OptedIn),
            (account.Email.State, account.Paperless.State, account.Text.State));
    }

    [Fact, Trait("Rule", "V73"), Trait("Rule", "V74")]
    public async Task An_error_closes_on_the_next_message_that_goes_out_and_not_before()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        cluster.Relay.Answer("RCPT", "550 5.1.1 nobody");
        await practice.TickWhenDueAsync();
        Assert.Equal(Status.UndeliverablePermanent, (await practice.HistoryAsync()).Status);

        await practice.SaveAccountAsync(email: "ann.new@home.example");
        await practice.DeactivateAsync();
        await practice.TickAfterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(Status.UndeliverablePermanent, (await practice.HistoryAsync()).Status);

        await practice.PostStatementAsync("S-2");
        await practice.TickAfterAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(Status.Sent, (await practice.HistoryAsync("S-2")).Status);
        var closed = await practice.HistoryAsync();
        Assert.Equal(
            [Status.Scheduled, Status.Sending, Status.UndeliverablePermanent, Status.Resolved], closed.Trail);
        Assert.Equal((Status.Resolved, "smtp 550 5.1.1"), (closed.Status, closed.Reason));
    }
}
