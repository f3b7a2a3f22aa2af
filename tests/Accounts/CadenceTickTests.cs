using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Pauses;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>Ticks of an account on a two-silo cluster, with real storage and a real relay.</summary>
[Collection(ClusterFixture.Name)]
public sealed class CadenceTickTests(ClusterFixture cluster)
{
    [Fact]
    public async Task One_statement_sends_one_email_and_history_tells_how()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        var history = await practice.HistoryAsync();
        Assert.Equal([Status.Scheduled, Status.Sending, Status.Sent], history.Trail);
        Assert.Equal((Status.Sent, 1), (history.Status, history.Attempts));
        Assert.Equal(1, practice.Arrived(history.Id));
    }

    [Fact]
    public async Task A_tick_delivered_twice_and_at_once_sends_one_email()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();
        await Task.WhenAll(practice.TickAsync(), practice.TickAsync());

        Assert.Equal(1, practice.Arrived((await practice.HistoryAsync()).Id));
    }

    [Fact]
    public async Task A_tick_that_comes_early_sends_nothing()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();

        await practice.TickAsync();

        Assert.Equal([Status.Scheduled], (await practice.HistoryAsync()).Trail);
    }

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
        Assert.Equal((Status.Deferred, Reason.Paused), await StatusAsync(practice));

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
        Assert.Equal((Status.Deferred, Reason.Paused), await StatusAsync(practice));

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

        Assert.InRange(await practice.ReminderInAsync(), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Equal(written, await practice.StoredVersionAsync());
    }

    [Fact]
    public async Task Outside_contact_hours_it_waits_for_the_opening()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();

        cluster.Clock.Now = TestClock.MondayAtTen.AddHours(12);
        await practice.TickAsync();
        Assert.Equal((Status.Deferred, Reason.OutsideHours), await StatusAsync(practice));

        await practice.TickAfterAsync(TimeSpan.FromHours(11));
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
    }

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

        Assert.Equal((Status.OutcomeUnknown, Reason.OutsideHours), await StatusAsync(practice));
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

        Assert.Equal((Status.OutcomeUnknown, Reason.ConnectionLost), await StatusAsync(practice));
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

        Assert.Equal((Status.OutcomeUnknown, Reason.NothingOwed), await StatusAsync(practice));
        Assert.Equal(0, practice.Arrived((await practice.HistoryAsync()).Id));
    }

    [Fact]
    public async Task A_text_whose_outcome_is_unknown_is_never_sent_again()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text);
        await practice.PostStatementAsync();
        var before = cluster.Twilio.Requests.Count;
        cluster.Twilio.Drop();
        try
        {
            await practice.TickWhenDueAsync();
            await practice.TickAfterAsync(TimeSpan.FromMinutes(2));
        }
        finally
        {
            cluster.Twilio.OnRequest = TwilioStandIn.TakeAsync;
        }

        Assert.Equal(Status.OutcomeUnknown, (await practice.HistoryAsync()).Status);
        Assert.Equal(before + 1, cluster.Twilio.Requests.Count);
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

    [Fact]
    public async Task A_practice_in_test_mode_writes_to_its_own_people()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, settings: settings => settings with
        {
            Mode = Practices.PracticeMode.Test,
            TestRecipients = new("ops@north.example", null),
        });
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        var id = (await practice.HistoryAsync()).Id;
        var mail = cluster.Relay.Received.Single(m => m.Message.MessageId == $"{id:n}@north.example");
        Assert.Equal("ops@north.example", mail.Message.To.Mailboxes.Single().Address);
    }

    [Fact]
    public async Task History_that_could_not_be_told_waits_in_the_outbox_for_the_next_tick()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await using (await practice.ForbidHistoryAsync())
        {
            Assert.Equal(PostOutcome.Created, (await practice.PostStatementAsync()).Outcome);
        }

        await practice.TickAsync();

        Assert.Equal([Status.Scheduled], (await practice.HistoryAsync()).Trail);
    }

    [Fact]
    public async Task A_second_activation_with_an_old_version_sends_nothing()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.RaiseStoredVersionAsync();
        var commands = cluster.Relay.Commands.Count;

        await Assert.ThrowsAnyAsync<Exception>(practice.TickWhenDueAsync);

        Assert.Equal(commands, cluster.Relay.Commands.Count);
    }

    private static Hold Dispute { get; } = new("h-1", HoldReason.Dispute, null, "", TestClock.MondayAtTen, "test");

    private static async Task<(Status, string?)> StatusAsync(ClusterPractice practice)
    {
        var history = await practice.HistoryAsync();
        return (history.Status, history.Reason);
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

    private static async Task AssertWillNotSendAsync(ClusterPractice practice, string reason)
    {
        Assert.Equal((Status.WillNotSend, reason), await StatusAsync(practice));
        Assert.Equal(0, practice.Arrived((await practice.HistoryAsync()).Id));
    }
}
