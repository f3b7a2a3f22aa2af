using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>One notification now, on a two-silo cluster with real storage and a real relay.</summary>
[Collection(ClusterFixture.Name)]
public sealed class OnDemandTests(ClusterFixture cluster)
{
    private const string Words = "{{ practice.name }}: {{ balance.current }} is open. {{ quickPay.url }}";

    [Fact]
    [Trait("Rule", "V90")]
    [Trait("Rule", "V88")]
    public async Task A_message_asked_for_goes_out_at_once_and_can_be_read_again_word_for_word()
    {
        var practice = await OpenAsync();

        var accepted = await practice.Account.SendOnDemandAsync(FreeEmail("r-1"), default);
        await practice.TickAsync();

        Assert.Equal(SendOnDemandOutcome.Accepted, accepted.Outcome);
        var id = accepted.Notification!.Id;
        Assert.Null(accepted.Notification.Profile);
        Assert.Null(accepted.Notification.Level);
        Assert.Equal(1, practice.Arrived(id));
        var detail = await practice.DetailAsync(id);
        Assert.Equal(Status.Sent, detail.Notification.Status);
        var message = MessageResponse.From(detail.Message!);
        Assert.True(message.Verified);
        Assert.StartsWith("North Clinic: $120.00 is open.", message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_told_twice_sends_one_message()
    {
        var practice = await OpenAsync();

        var first = await practice.Account.SendOnDemandAsync(FreeEmail("r-1"), default);
        await practice.TickAsync();
        var again = await practice.Account.SendOnDemandAsync(FreeEmail("r-1"), default);
        var reused = await practice.Account.SendOnDemandAsync(FreeEmail("r-1") with { BodyHash = "other" }, default);
        await practice.TickAsync();

        Assert.Equal((SendOnDemandOutcome.Repeated, first.Notification!.Id), (again.Outcome, again.Notification!.Id));
        Assert.Equal(SendOnDemandOutcome.IdReused, reused.Outcome);
        Assert.Equal(1, practice.Arrived(first.Notification.Id));
    }

    [Fact]
    [Trait("Rule", "V51")]
    public async Task It_does_not_raise_the_dunning_count()
    {
        var practice = await OpenAsync();

        await practice.Account.SendOnDemandAsync(FreeEmail("r-1"), default);

        Assert.Equal(1, (await practice.Account.GetAsync(default))!.DunningCount);
    }

    [Fact]
    [Trait("Rule", "V91")]
    public async Task At_a_balance_of_nothing_it_may_be_sent_and_without_a_statement_not()
    {
        var paid = await OpenAsync();
        await paid.PayAsync(120m);
        var unbilled = await ClusterPractice.OpenAsync(cluster);

        Assert.Equal(
            SendOnDemandOutcome.Accepted, (await paid.Account.SendOnDemandAsync(FreeEmail("r-1"), default)).Outcome);
        Assert.Equal(
            SendOnDemandOutcome.NoStatement,
            (await unbilled.Account.SendOnDemandAsync(FreeEmail("r-1"), default)).Outcome);
        Assert.Equal(
            SendOnDemandOutcome.NoStatement,
            (await paid.Account.SendOnDemandAsync(FreeEmail("r-2") with { StatementId = "S-9" }, default)).Outcome);
    }

    [Fact]
    public async Task What_would_not_be_sent_is_refused_and_leaves_nothing_behind()
    {
        var practice = await OpenAsync();
        await practice.SaveAccountAsync(state: SwitchState.OptedOut);

        var refused = await practice.Account.SendOnDemandAsync(FreeEmail("r-1"), default);

        Assert.Equal((SendOnDemandOutcome.Refused, Reason.OptedOut), (refused.Outcome, refused.Refusal));
        Assert.Single((await practice.Account.GetCadenceAsync(default))!);
    }

    [Fact]
    public async Task A_hold_is_not_skipped()
    {
        var practice = await OpenAsync();
        await practice.Account.PlaceHoldAsync(
            new("h-1", HoldReason.Bankruptcy, null, "", TestClock.MondayAtTen, "test"), default);

        var refused = await practice.Account.SendOnDemandAsync(FreeEmail("r-1"), default);

        Assert.Equal((SendOnDemandOutcome.Refused, "hold: bankruptcy"), (refused.Outcome, refused.Refusal));
    }

    [Fact]
    public async Task Outside_contact_hours_it_is_due_at_the_opening()
    {
        var practice = await OpenAsync();
        cluster.Clock.Now = TestClock.MondayAtTen.AddHours(12);

        var accepted = await practice.Account.SendOnDemandAsync(FreeEmail("r-1"), default);

        Assert.Equal(Status.Scheduled, accepted.Notification!.Status);
        Assert.InRange(
            accepted.Notification.DueAt, TestClock.MondayAtTen.AddHours(21), TestClock.MondayAtTen.AddHours(22));
    }

    [Fact]
    public async Task What_waits_for_the_morning_is_not_ended_by_a_statement_of_the_night()
    {
        var practice = await OpenAsync();
        cluster.Clock.Now = TestClock.MondayAtTen.AddHours(12);
        var accepted = await practice.Account.SendOnDemandAsync(FreeEmail("r-1"), default);

        await practice.PostStatementAsync("S-2", daysAgo: -1);
        await practice.TickAfterAsync(TimeSpan.FromHours(10));

        Assert.Equal(1, practice.Arrived(accepted.Notification!.Id));
        Assert.Equal([Reason.Superseded], await practice.ReasonsAsync("S-1", Status.WillNotSend));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    [Trait("Rule", "12 CFR 1006.6(b)(1)")]
    public async Task An_override_sends_at_any_hour_but_for_a_collector(bool collector, int arrived)
    {
        var practice = await OpenAsync(collector);
        await practice.TickWhenDueAsync();
        cluster.Clock.Now = TestClock.MondayAtTen.AddHours(12);

        var accepted = await practice.Account.SendOnDemandAsync(
            FreeEmail("r-1") with { OverridesContactHours = true }, default);
        await practice.TickAsync();

        var id = accepted.Notification!.Id;
        Assert.Equal(arrived, practice.Arrived(id));
        var first = (await practice.DetailAsync(id)).Trail[0];
        Assert.Equal((Status.Scheduled, Reason.ContactHoursOverridden, "admin"), (first.Status, first.Reason, first.Actor));
    }

    [Fact]
    public async Task An_override_that_a_relay_put_off_waits_for_the_practices_own_hours()
    {
        var practice = await OpenAsync();
        await practice.TickWhenDueAsync();
        cluster.Clock.Now = TestClock.MondayAtTen.AddHours(10.5); // half past eight: closed, and within the widest hours
        cluster.Relay.Answer("RCPT", "451 4.7.1 grey");
        var accepted = await practice.Account.SendOnDemandAsync(
            FreeEmail("r-1") with { OverridesContactHours = true }, default);
        await practice.TickAsync();

        await practice.TickAfterAsync(TimeSpan.FromMinutes(15));

        var put = (await practice.DetailAsync(accepted.Notification!.Id)).Notification;
        Assert.Equal((Status.Deferred, Reason.OutsideHours), (put.Status, put.Reason));
        Assert.Equal(0, practice.Arrived(put.Id));
    }

    [Fact]
    public async Task It_counts_as_a_contact_and_is_not_stopped_by_the_cap()
    {
        var practice = await ClusterPractice.OpenAsync(
            cluster, settings: settings => settings with { FrequencyCap = new(1, 7) });
        await practice.PostStatementAsync();
        await practice.Account.SendOnDemandAsync(FreeEmail("r-1"), default);
        await practice.TickAsync();

        var second = await practice.Account.SendOnDemandAsync(FreeEmail("r-2"), default);
        await practice.TickAsync();
        await practice.TickWhenDueAsync();

        Assert.Equal(1, practice.Arrived(second.Notification!.Id));
        Assert.Equal(
            [Reason.FrequencyCap],
            await practice.ReasonsAsync("S-1", Status.WillNotSend));
    }

    private async Task<ClusterPractice> OpenAsync(bool collector = false)
    {
        var practice = await ClusterPractice.OpenAsync(
            cluster, settings: settings => settings with { CollectorMode = collector });
        await practice.PostStatementAsync();
        return practice;
    }

    private static SendOnDemand FreeEmail(string request) => new(
        request, Channel.Email, null, null, "Your balance", Words, null, OverridesContactHours: false, "hash", "admin");
}
