using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Senders;

/// <summary>Accounts of one practice whose relay refuses its sender, on two silos.</summary>
[Collection(ClusterFixture.Name)]
public sealed class SenderBreakerClusterTests(ClusterFixture cluster)
{
    private const string Refusal = "550 5.7.1 not allowed to send";

    [Fact]
    public async Task A_sender_that_is_refused_five_times_is_not_tried_for_the_sixth_account()
    {
        var accounts = await AccountsAsync(6);
        await RefuseAsync(accounts[..5]);
        var commands = cluster.Relay.Commands.Count;

        // The other silo may hold the breaker closed for five seconds.
        await accounts[5].TickAfterAsync(TimeSpan.FromSeconds(6));

        var sixth = await accounts[5].HistoryAsync();
        Assert.Equal([Status.Scheduled, Status.Deferred], sixth.Trail);
        Assert.Equal((Reason.BreakerOpen, 0), (sixth.Reason, sixth.Attempts));
        Assert.Equal(commands, cluster.Relay.Commands.Count);
        foreach (var account in accounts)
        {
            Assert.Equal(SwitchState.OptedIn, (await account.Account.GetAsync(default))!.Email.State);
        }
    }

    [Fact]
    public async Task A_probe_that_goes_well_lets_everything_out()
    {
        var accounts = await AccountsAsync(6);
        await RefuseAsync(accounts[..5]);
        await accounts[5].TickAfterAsync(TimeSpan.FromSeconds(6));

        await accounts[5].TickAfterAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(Status.Sent, (await accounts[5].HistoryAsync()).Status);

        cluster.Clock.Now += TimeSpan.FromSeconds(6);
        foreach (var account in accounts[..5])
        {
            await account.TickAsync();
            Assert.Equal(1, account.Arrived((await account.HistoryAsync()).Id));
        }
    }

    [Fact]
    public async Task While_one_probes_the_others_wait_and_are_written_once()
    {
        var accounts = await AccountsAsync(6);
        await RefuseAsync(accounts[..5]);
        cluster.Clock.Now += TimeSpan.FromMinutes(1);
        var taken = await new BreakerStore(cluster.Postgres.Owner, cluster.Clock).ChangeAsync(
            accounts[5].Sender,
            breaker => BreakerRules.TakeProbe(breaker, Guid.CreateVersion7(), cluster.Clock.Now),
            default);
        Assert.NotNull(taken.After.Probe);

        await accounts[5].TickAsync();
        var written = await accounts[5].StoredVersionAsync();
        await accounts[5].TickAfterAsync(TimeSpan.FromSeconds(61));

        Assert.Equal(Reason.BreakerOpen, (await accounts[5].HistoryAsync()).Reason);
        Assert.Equal(written, await accounts[5].StoredVersionAsync());
        Assert.Equal(0, accounts[5].Arrived((await accounts[5].HistoryAsync()).Id));
    }

    [Fact]
    public async Task What_waited_for_weeks_behind_a_breaker_is_not_expired()
    {
        var accounts = await AccountsAsync(6);
        await RefuseAsync(accounts[..5]);
        await accounts[5].TickAfterAsync(TimeSpan.FromSeconds(6));

        await accounts[5].TickAfterAsync(TimeSpan.FromDays(21));

        Assert.Equal(Status.Sent, (await accounts[5].HistoryAsync()).Status);
    }

    [Fact]
    public async Task Texts_that_are_reported_as_our_fault_stop_their_sender()
    {
        var accounts = await AccountsAsync(6, Channel.Text);
        foreach (var account in accounts[..5])
        {
            await account.TickWhenDueAsync();
            var sent = await account.HistoryAsync();
            await account.Account.ReportAsync(
                new(sent.Id, ReportedFate.SenderFault, "twilio 30034", cluster.Clock.Now), default);
        }

        await accounts[5].TickAfterAsync(TimeSpan.FromSeconds(6));

        Assert.Equal(Reason.BreakerOpen, (await accounts[5].HistoryAsync()).Reason);
    }

    [Fact]
    public async Task A_late_report_counts_against_the_sender_of_the_attempt_whatever_the_practice_uses_today()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        // Its state lets go of it: history alone knows it from here.
        await practice.TickAsync();
        var former = practice.Sender with { Sender = $"mg{Guid.CreateVersion7():n}" };
        await practice.ExecuteAsync(
            "update notification set sender = $2 where practice_id = $1 and lower(sender) = $3",
            Database.Value(practice.Id), Database.Value($"Default {former.Sender}"),
            Database.Value($"default {practice.Sender.Sender}"));

        await practice.Account.ReportAsync(
            new((await practice.HistoryAsync()).Id, ReportedFate.SenderFault, "twilio 30034", cluster.Clock.Now), default);

        var store = new BreakerStore(cluster.Postgres.Owner, cluster.Clock);
        Assert.Equal(1, (await store.FindAsync(former, default)).Failures);
        Assert.Equal(0, (await store.FindAsync(practice.Sender, default)).Failures);
    }

    private async Task RefuseAsync(IReadOnlyList<ClusterPractice> accounts)
    {
        foreach (var account in accounts)
        {
            cluster.Relay.Answer("MAIL", Refusal);
            await account.TickWhenDueAsync();
            Assert.Equal("smtp 550 5.7.1", (await account.HistoryAsync()).Reason);
        }
    }

    private async Task<ClusterPractice[]> AccountsAsync(int count, Channel channel = Channel.Email)
    {
        var practice = await ClusterPractice.OpenAsync(cluster, channel);
        var accounts = new List<ClusterPractice>();
        for (var number = 1; number <= count; number++)
        {
            var account = await practice.WithAccountAsync($"B-{number}");
            await account.PostStatementAsync();
            accounts.Add(account);
        }

        return [.. accounts];
    }
}
