using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Action = BalanceNotifications.Accounts.NotificationAction;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>What people decide about single notifications, on a cluster with real storage, relay and Twilio.</summary>
[Collection(ClusterFixture.Name)]
public sealed class NotificationActionTests(ClusterFixture cluster)
{
    [Fact, Trait("Rule", "V72"), Trait("Rule", "V74")]
    public async Task A_bounce_is_archived_once_and_says_who_did_it()
    {
        var (practice, bounced) = await BouncedAsync();

        var first = await ActAsync(practice, Action.Archive, bounced);
        await practice.DeactivateAsync();
        var again = await ActAsync(practice, Action.Archive, bounced);

        Assert.Equal((ActionOutcome.Done, ActionOutcome.NothingToDo), (first.Outcome, again.Outcome));
        Assert.Equal(Status.Archived, (await practice.HistoryAsync()).Status);
        Assert.Equal(0, (await practice.Account.GetAsync(default))!.DunningCount);
        Assert.Equal("biller", (await practice.DetailAsync(bounced)).Trail[^1].Actor);
        Assert.Single(await practice.AuditAsync(), line => line is { Action: "notification.archive", Actor: "biller" });
    }

    [Fact, Trait("Rule", "V72")]
    public async Task Cancel_and_opt_out_ends_the_channel_too()
    {
        var (practice, bounced) = await BouncedAsync();

        Assert.Equal(ActionOutcome.Done, (await ActAsync(practice, Action.CancelAndOptOut, bounced)).Outcome);
        Assert.Equal(ActionOutcome.NothingToDo, (await ActAsync(practice, Action.CancelAndOptOut, bounced)).Outcome);

        Assert.Equal(Status.Cancelled, (await practice.HistoryAsync()).Status);
        var account = (await practice.Account.GetAsync(default))!;
        Assert.Equal(
            (SwitchState.OptedOut, SwitchState.OptedIn, 0), (account.Email.State, account.Text.State, account.DunningCount));
    }

    [Fact, Trait("Rule", "V75")]
    public async Task A_retry_after_the_address_was_mended_sends_days_later_and_once()
    {
        var (practice, bounced) = await BouncedAsync();
        await practice.SaveAccountAsync(email: "ann.lee@home.example");
        await practice.DeactivateAsync();
        cluster.Clock.Now += TimeSpan.FromDays(3);

        await ActAsync(practice, Action.Retry, bounced);
        await practice.TickAsync();
        await practice.TickAsync();
        await ActAsync(practice, Action.Retry, bounced);

        var history = await practice.HistoryAsync();
        Assert.Equal((Status.Sent, 2, 1), (history.Status, history.Attempts, practice.Arrived(bounced)));
    }

    [Fact, Trait("Rule", "V52"), Trait("Rule", "V73")]
    public async Task A_restored_error_counts_as_before_and_the_next_message_closes_it()
    {
        var (practice, bounced) = await BouncedAsync();
        await ActAsync(practice, Action.Archive, bounced);
        await practice.DeactivateAsync();

        var restored = await ActAsync(practice, Action.Restore, bounced);
        var again = await ActAsync(practice, Action.Restore, bounced);

        Assert.Equal((ActionOutcome.Done, ActionOutcome.NothingToDo), (restored.Outcome, again.Outcome));
        Assert.Equal((Status.UndeliverablePermanent, "smtp 550 5.1.1"), await StatusAsync(practice));
        Assert.Equal(0, (await practice.Account.GetAsync(default))!.DunningCount);

        await practice.SaveAccountAsync(email: "ann.new@home.example");
        await practice.PostStatementAsync("S-2");
        await practice.TickAfterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(Status.Resolved, (await practice.HistoryAsync()).Status);
    }

    [Fact, Trait("Rule", "V73")]
    public async Task An_error_that_a_later_message_would_have_closed_comes_back_as_resolved()
    {
        var (practice, bounced) = await BouncedAsync();
        await ActAsync(practice, Action.Archive, bounced);
        await practice.SaveAccountAsync(email: "ann.new@home.example");
        await practice.PostStatementAsync("S-2");
        await practice.TickAfterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(Status.Archived, (await practice.HistoryAsync()).Status);

        await ActAsync(practice, Action.Restore, bounced);

        Assert.Equal((Status.Resolved, "smtp 550 5.1.1"), await StatusAsync(practice));
    }

    [Fact]
    public async Task What_the_same_person_has_put_back_already_counts_as_done_and_what_another_did_as_a_change()
    {
        var (practice, bounced) = await BouncedAsync();
        var archived = (await ActAsync(practice, Action.Archive, bounced)).Sequence!.Value;

        // A silo dies behind the first one, and who asked it asks again.
        var restored = await RestoreAsync(practice, bounced, archived, "biller");
        var again = await RestoreAsync(practice, bounced, archived, "biller");
        var other = await RestoreAsync(practice, bounced, archived, "somebody else");

        Assert.Equal((ActionOutcome.Done, ActionOutcome.NothingToDo), (restored.Outcome, again.Outcome));
        Assert.Equal((Status.UndeliverablePermanent, restored.Sequence), (again.Status, again.Sequence));
        Assert.Equal(ActionRefusal.Changed, other.Refusal);
    }

    [Fact]
    public async Task A_retry_is_decided_again_like_any_other()
    {
        var (practice, bounced) = await BouncedAsync();

        await ActAsync(practice, Action.Retry, bounced);
        await practice.TickAsync();

        Assert.Equal((Status.WillNotSend, Reason.ErroredOut), await StatusAsync(practice));
    }

    [Fact]
    public async Task An_unknown_outcome_that_arrived_closes_as_delivered()
    {
        var (practice, unknown) = await UnknownAsync();

        Assert.Equal(ActionOutcome.Done, (await ActAsync(practice, Action.Arrived, unknown)).Outcome);
        await practice.DeactivateAsync();
        Assert.Equal(ActionOutcome.NothingToDo, (await ActAsync(practice, Action.Arrived, unknown)).Outcome);

        Assert.Equal((Status.Delivered, Reason.ByHand), await StatusAsync(practice));
    }

    [Fact]
    public async Task A_text_of_unknown_outcome_is_sent_again_when_a_person_says_so_and_once()
    {
        var (practice, unknown) = await UnknownAsync();
        var before = cluster.Twilio.Requests.Count;

        await Task.WhenAll(
            ActAsync(practice, Action.SendAgain, unknown), ActAsync(practice, Action.SendAgain, unknown));
        await practice.TickAsync();
        await practice.TickAsync();
        var late = await ActAsync(practice, Action.SendAgain, unknown);

        Assert.Equal(before + 1, cluster.Twilio.Requests.Count);
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
        Assert.Equal(ActionRefusal.OutcomeKnown, late.Refusal);
        Assert.Single(await practice.AuditAsync(), line => line is { Action: "notification.sendAgain", Actor: "biller" });
    }

    [Fact]
    public async Task What_the_account_does_not_have_is_not_found_and_changes_nothing()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var version = await practice.StoredVersionAsync();

        var result = await ActAsync(practice, Action.Cancel, Guid.CreateVersion7());

        Assert.Equal(ActionOutcome.NotFound, result.Outcome);
        Assert.Equal(version, await practice.StoredVersionAsync());
    }

    private async Task<(ClusterPractice Practice, Guid Notification)> BouncedAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        cluster.Relay.Answer("RCPT", "550 5.1.1 nobody");
        await practice.TickWhenDueAsync();
        var history = await practice.HistoryAsync();
        Assert.Equal(Status.UndeliverablePermanent, history.Status);
        return (practice, history.Id);
    }

    private async Task<(ClusterPractice Practice, Guid Notification)> UnknownAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        await practice.TickAsync(); // it leaves the state
        var sent = await practice.HistoryAsync();
        // As if its answer had been lost.
        await practice.ExecuteAsync(
            "update notification set status = 14, reason = 'connectionLost' where id = $1", Database.Value(sent.Id));
        return (practice, sent.Id);
    }

    private static async Task<ActionResult> ActAsync(ClusterPractice practice, Action action, Guid notification) =>
        Assert.Single(await practice.Account.ActAsync(new(action, [notification], "biller"), default));

    private static async Task<ActionResult> RestoreAsync(
        ClusterPractice practice, Guid notification, int sequence, string actor) => Assert.Single(
            await practice.Account.ActAsync(new(Action.Restore, [notification], actor, [sequence]), default));

    private static async Task<(Status, string?)> StatusAsync(ClusterPractice practice)
    {
        var history = await practice.HistoryAsync();
        return (history.Status, history.Reason);
    }
}
