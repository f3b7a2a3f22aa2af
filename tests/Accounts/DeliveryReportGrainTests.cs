using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>What a provider says after it took a message, on a cluster with real storage and a real relay.</summary>
[Collection(ClusterFixture.Name)]
public sealed class DeliveryReportGrainTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_late_bounce_changes_history_and_the_channel_it_bounced_on()
    {
        var (practice, sent) = await SentAsync();

        var outcome = await ReportAsync(practice, sent.Id, ReportedFate.BadAddress, "smtp 5.1.1");

        Assert.Equal(ReportOutcome.Applied, outcome);
        var history = await practice.HistoryAsync();
        Assert.Equal([Status.Scheduled, Status.Sending, Status.Sent, Status.UndeliverablePermanent], history.Trail);
        Assert.Equal("smtp 5.1.1", history.Reason);
        Assert.Equal(SwitchState.ErroredOut, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    public async Task A_report_told_twice_or_after_a_restart_changes_nothing_more()
    {
        var (practice, sent) = await SentAsync();
        await ReportAsync(practice, sent.Id, ReportedFate.Delivered);
        await practice.DeactivateAsync();

        Assert.Equal(ReportOutcome.NothingNew, await ReportAsync(practice, sent.Id, ReportedFate.Delivered));
        Assert.Equal(
            [Status.Scheduled, Status.Sending, Status.Sent, Status.Delivered], (await practice.HistoryAsync()).Trail);
    }

    [Fact]
    public async Task A_bounce_of_an_address_that_was_mended_since_leaves_the_new_one_alone()
    {
        var (practice, sent) = await SentAsync();
        await practice.SaveAccountAsync(email: "beth@home.example");

        await ReportAsync(practice, sent.Id, ReportedFate.BadAddress, "smtp 5.1.1");

        Assert.Equal(Status.UndeliverablePermanent, (await practice.HistoryAsync()).Status);
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Theory]
    [InlineData(ReportedFate.BadAddress)]
    [InlineData(ReportedFate.Complained)]
    public async Task An_address_that_was_mended_to_one_that_looks_the_same_is_left_alone(ReportedFate fate)
    {
        var (practice, sent) = await SentAsync();
        await practice.SaveAccountAsync(email: "anne@home.example"); // both are shown as a••@home.example

        await ReportAsync(practice, sent.Id, fate, "smtp 5.1.1");

        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Theory]
    [InlineData(ReportedFate.BadAddress, 0)]
    [InlineData(ReportedFate.OptedOut, 1)]
    [InlineData(ReportedFate.Complained, 1)]
    public async Task Whoever_stopped_an_address_that_was_replaced_since_has_ended_that_one_and_no_switch(
        ReportedFate fate, long suppressed)
    {
        var (practice, sent) = await SentAsync();
        await practice.SaveAccountAsync(email: "beth@home.example");

        await ReportAsync(practice, sent.Id, fate, "smtp 5.1.1");
        await ReportAsync(practice, sent.Id, fate, "smtp 5.1.1");

        Assert.Equal(
            (suppressed, 0),
            (await practice.SuppressedAsync("ann@home.example"), await practice.SuppressedAsync("beth@home.example")));
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Email.State);
        await practice.SaveAccountAsync();
        await practice.PostStatementAsync("S-2", daysAgo: -1);
        await practice.TickAfterAsync(TimeSpan.FromDays(1));
        Assert.Equal(
            suppressed == 0 ? Status.Sent : Status.WillNotSend, (await practice.HistoryAsync("S-2")).Status);
    }

    [Fact]
    public async Task A_bounce_of_what_an_earlier_version_sent_is_told_by_how_the_address_is_shown()
    {
        var (practice, sent) = await SentAsync();
        await practice.ExecuteAsync(
            "update notification set recipient_hash = null where practice_id = $1", Database.Value(practice.Id));

        await ReportAsync(practice, sent.Id, ReportedFate.BadAddress, "smtp 5.1.1");

        Assert.Equal(SwitchState.ErroredOut, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    public async Task A_complaint_opts_out_at_once_and_leaves_the_notification_as_it_was()
    {
        var (practice, sent) = await SentAsync();

        await ReportAsync(practice, sent.Id, ReportedFate.Complained, "complaint");

        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Email.State);
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
    }

    [Fact]
    public async Task A_fault_of_ours_leaves_the_switch_alone_and_sends_no_email_again()
    {
        var (practice, sent) = await SentAsync();

        await ReportAsync(practice, sent.Id, ReportedFate.SenderFault, "smtp 5.7.1");

        await practice.TickAfterAsync(TimeSpan.FromHours(1));
        Assert.Equal((Status.DeliveryError, 1), ((await practice.HistoryAsync()).Status, practice.Arrived(sent.Id)));
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Email.State);
    }

    [Fact, Trait("Rule", "V52")]
    public async Task A_bounce_of_all_that_was_sent_takes_the_dunning_count_back()
    {
        var (practice, sent) = await SentAsync();
        Assert.Equal(1, (await practice.Account.GetAsync(default))!.DunningCount);

        await ReportAsync(practice, sent.Id, ReportedFate.BadAddress, "smtp 5.1.1");

        Assert.Equal(0, (await practice.Account.GetAsync(default))!.DunningCount);
    }

    [Fact]
    public async Task A_notification_of_another_account_is_not_found()
    {
        var (practice, _) = await SentAsync();

        Assert.Equal(
            ReportOutcome.NotFound, await ReportAsync(practice, Guid.CreateVersion7(), ReportedFate.Delivered));
    }

    [Fact]
    [Trait("Rule", "V85")]
    public async Task What_cannot_be_merged_yet_takes_no_report_and_takes_it_when_it_is_told_again()
    {
        var (practice, sent) = await SentAsync();
        var target = await practice.WithAccountAsync("100300");
        await target.RaiseStoredVersionAsync(); // whatever the target writes is refused
        Assert.Equal(
            MergeOutcome.Pending,
            (await practice.Account.MergeAsync(new MergeAccount("100300", "twice", "test"), default)).Outcome);
        await target.Account.GetAsync(default);
        await target.RaiseStoredVersionAsync();

        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => ReportAsync(practice, sent.Id, ReportedFate.GivenUp, "smtp 4.4.7"));
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);

        Assert.Equal(
            ReportOutcome.Applied, await ReportAsync(practice, sent.Id, ReportedFate.GivenUp, "smtp 4.4.7"));
        Assert.Equal((Status.UndeliverableCanRetry, "smtp 4.4.7"), (await practice.HistoryAsync()).Outcome);
    }

    [Theory]
    [Trait("Rule", "V85")]
    [InlineData(ReportedFate.TryLater, "twilio 30003")]
    [InlineData(ReportedFate.SenderFault, "twilio 30034")]
    public async Task After_a_merge_nothing_goes_out_again_and_the_providers_code_is_kept(
        ReportedFate fate, string reason)
    {
        var (practice, sent) = await SentAsync(Channel.Text);
        await practice.WithAccountAsync("100300");
        await practice.Account.MergeAsync(new MergeAccount("100300", "twice", "test"), default);

        await ReportAsync(practice, sent.Id, fate, reason);
        await practice.TickAfterAsync(TimeSpan.FromHours(6));

        Assert.Equal((Status.UndeliverableCanRetry, reason), (await practice.HistoryAsync()).Outcome);
    }

    [Theory]
    [Trait("Rule", "V85")]
    [InlineData(ReportedFate.BadAddress, SwitchState.ErroredOut, 0)]
    [InlineData(ReportedFate.OptedOut, SwitchState.OptedOut, 1)]
    [InlineData(ReportedFate.Complained, SwitchState.OptedOut, 1)]
    public async Task After_a_merge_the_switch_of_the_account_that_is_left_is_meant(
        ReportedFate fate, SwitchState then, long suppressed)
    {
        var (practice, sent) = await SentAsync();
        var left = await practice.WithAccountAsync("100300");
        await practice.Account.MergeAsync(new MergeAccount("100300", "twice", "test"), default);

        await ReportAsync(practice, sent.Id, fate, "smtp 5.1.1");
        var changes = (await left.AuditAsync()).Count;
        await ReportAsync(practice, sent.Id, fate, "smtp 5.1.1");

        Assert.Equal(then, (await left.Account.GetAsync(default))!.Email.State);
        Assert.Equal(changes, (await left.AuditAsync()).Count);
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Email.State);
        Assert.Equal(suppressed, await practice.SuppressedAsync("ann@home.example"));
        Assert.Equal(
            fate is ReportedFate.Complained ? Status.Sent : Status.UndeliverablePermanent,
            (await practice.HistoryAsync()).Status);
    }

    [Theory]
    [Trait("Rule", "V85")]
    [InlineData(ReportedFate.BadAddress, 0)]
    [InlineData(ReportedFate.OptedOut, 1)]
    [InlineData(ReportedFate.Complained, 1)]
    public async Task After_a_merge_an_account_with_another_address_is_left_alone(ReportedFate fate, long suppressed)
    {
        var (practice, sent) = await SentAsync();
        var left = await practice.WithAccountAsync("100300");
        await left.SaveAccountAsync(email: "anne@home.example");
        await practice.Account.MergeAsync(new MergeAccount("100300", "twice", "test"), default);

        await ReportAsync(practice, sent.Id, fate, "smtp 5.1.1");

        Assert.Equal(SwitchState.OptedIn, (await left.Account.GetAsync(default))!.Email.State);
        Assert.Equal(
            (suppressed, 0),
            (await practice.SuppressedAsync("ann@home.example"), await practice.SuppressedAsync("anne@home.example")));
    }

    [Fact]
    [Trait("Rule", "V85")]
    public async Task A_report_reaches_the_last_of_several_merges()
    {
        var (practice, sent) = await SentAsync();
        var between = await practice.WithAccountAsync("100300");
        var left = await practice.WithAccountAsync("100400");
        await practice.Account.MergeAsync(new MergeAccount("100300", "twice", "test"), default);
        await between.Account.MergeAsync(new MergeAccount("100400", "twice", "test"), default);

        await ReportAsync(practice, sent.Id, ReportedFate.BadAddress, "smtp 5.1.1");

        Assert.Equal(SwitchState.ErroredOut, (await left.Account.GetAsync(default))!.Email.State);
    }

    [Fact]
    [Trait("Rule", "V85")]
    public async Task Where_the_account_that_is_left_cannot_write_nothing_is_taken_until_it_is_told_again()
    {
        var (practice, sent) = await SentAsync();
        var left = await practice.WithAccountAsync("100300");
        await practice.Account.MergeAsync(new MergeAccount("100300", "twice", "test"), default);
        await left.RaiseStoredVersionAsync(); // whatever it writes is refused

        await Assert.ThrowsAnyAsync<Exception>(
            () => ReportAsync(practice, sent.Id, ReportedFate.BadAddress, "smtp 5.1.1"));
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);

        Assert.Equal(
            ReportOutcome.Applied, await ReportAsync(practice, sent.Id, ReportedFate.BadAddress, "smtp 5.1.1"));
        Assert.Equal(Status.UndeliverablePermanent, (await practice.HistoryAsync()).Status);
        Assert.Equal(SwitchState.ErroredOut, (await left.Account.GetAsync(default))!.Email.State);
    }

    private async Task<(ClusterPractice Practice, HistoryRow Sent)> SentAsync(Channel channel = Channel.Email)
    {
        var practice = await ClusterPractice.OpenAsync(cluster, channel);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        await practice.DeactivateAsync();
        return (practice, await practice.HistoryAsync());
    }

    private Task<ReportOutcome> ReportAsync(
        ClusterPractice practice, Guid notification, ReportedFate fate, string? reason = null) =>
        practice.Account.ReportAsync(new(notification, fate, reason, cluster.Clock.Now), default);
}
