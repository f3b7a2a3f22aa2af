using BalanceNotifications.Cadence;
using BalanceNotifications.Delivery;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;
using BalanceNotifications.Sending;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>What follows when a channel of a rule fails, and when nothing does.</summary>
public sealed class FallbackChainTests
{
    private static readonly DateTimeOffset Now = Told.Start;

    [Theory]
    [InlineData(Status.UndeliverablePermanent, "smtp 550 5.1.1", true)]
    [InlineData(Status.UndeliverableCanRetry, "smtp 451", true)]
    [InlineData(Status.DeliveryError, "smtp 554 5.7.1", true)]
    [InlineData(Status.DeliveryError, Reason.SenderNotConfigured, false)]
    [InlineData(Status.QueueingError, Reason.RenderingFailed, false)]
    [InlineData(Status.OutcomeUnknown, Reason.ConnectionLost, false)]
    [InlineData(Status.Sent, null, false)]
    [InlineData(Status.Delivered, null, false)]
    [InlineData(Status.Cancelled, Reason.StatementWithdrawn, false)]
    [InlineData(Status.WillNotSend, Reason.OptedOut, true)]
    [InlineData(Status.WillNotSend, Reason.ErroredOut, true)]
    [InlineData(Status.WillNotSend, Reason.NoConsent, true)]
    [InlineData(Status.WillNotSend, Reason.NoAddress, true)]
    [InlineData(Status.WillNotSend, Reason.InvalidAddress, true)]
    [InlineData(Status.WillNotSend, "hold: dispute", false)]
    [InlineData(Status.WillNotSend, Reason.NothingOwed, false)]
    [InlineData(Status.WillNotSend, Reason.PaymentMade, false)]
    [InlineData(Status.WillNotSend, Reason.PaymentPlan, false)]
    [InlineData(Status.WillNotSend, Reason.BelowMinimum, false)]
    [InlineData(Status.WillNotSend, Reason.InCollections, false)]
    [InlineData(Status.WillNotSend, Reason.Superseded, false)]
    [InlineData(Status.WillNotSend, Reason.FrequencyCap, false)]
    [InlineData(Status.WillNotSend, Reason.Expired, false)]
    [InlineData(Status.WillNotSend, Reason.TemplateInactive, false)]
    [InlineData(Status.WillNotSend, Reason.SenderInactive, false)]
    [InlineData(Status.WillNotSend, Reason.PracticeInactive, false)]
    [InlineData(Status.WillNotSend, Reason.ChannelOff, false)]
    public void The_next_channel_follows_what_is_about_this_one(Status status, string? reason, bool follows)
    {
        var after = End(Billed(FallbackStep.Text), status, reason);

        Assert.Equal(follows ? [Channel.Text] : [], Open(after).Select(next => next.Channel));
    }

    [Fact]
    public void It_has_an_id_of_its_own_says_what_it_stands_in_for_and_keeps_the_rule()
    {
        var billed = Billed(FallbackStep.Text, FallbackStep.Voice);
        var first = Assert.Single(Open(billed));

        var next = Assert.Single(Open(End(billed, Status.WillNotSend, Reason.OptedOut)));

        Assert.Equal(NotificationId.OfFallback(first.Id, Channel.Text), next.Id);
        Assert.NotEqual(first.Id, next.Id);
        Assert.Equal((first.Id, "fallback: email", "first", "s-1"), (next.Fallback!.Of, next.Reason, next.Rule, next.StatementId));
        Assert.Equal((first.PlannedAt, Now, TextTemplate), (next.PlannedAt, next.DueAt, next.Template));
        Assert.Equal([FallbackStep.Voice], next.Fallback.Next.Select(target => target.Step));
    }

    [Fact]
    public void It_waits_for_the_opening_when_the_failure_comes_at_night()
    {
        var night = Now.AddHours(12);

        var next = Assert.Single(Open(End(Billed(FallbackStep.Text), Status.UndeliverableCanRetry, "smtp 451", night)));

        Assert.Equal(new DateTimeOffset(2026, 11, 24, 14, 0, 0, TimeSpan.Zero), next.DueAt);
    }

    [Fact]
    public void A_second_failure_of_the_same_notification_plans_nothing_more()
    {
        var once = End(Billed(FallbackStep.Text), Status.UndeliverableCanRetry, "smtp 451");
        var first = once.Notifications[0];
        // The fallback has left the state by then: only what the failed one remembers can tell.
        var later = once with { Notifications = [first] };

        var twice = CadenceRules.Decide(
            later, first.Become(Status.UndeliverablePermanent, "smtp 5.1.1"), NorthClinic.Settings, Now.AddDays(1));

        Assert.Empty(Open(twice));
    }

    [Fact]
    public void The_chain_goes_on_to_its_end_and_never_back()
    {
        var state = Billed(FallbackStep.Text, FallbackStep.Voice);
        var channels = new List<Channel>();
        while (Open(state).FirstOrDefault() is { } open)
        {
            channels.Add(open.Channel);
            state = CadenceRules.Decide(
                state, open.Become(Status.WillNotSend, Reason.OptedOut), NorthClinic.Settings, Now);
        }

        Assert.Equal([Channel.Email, Channel.Text, Channel.Voice], channels);
        Assert.Empty(state.Paper);
    }

    [Fact]
    public void A_channel_without_a_template_is_passed_over_where_people_see_it()
    {
        var after = End(Billed(FallbackStep.Text, FallbackStep.Voice) is var billed
            ? WithoutTemplate(billed, FallbackStep.Text) : billed, Status.WillNotSend, Reason.OptedOut);

        Assert.Equal(
            [(Channel.Text, Status.WillNotSend, Reason.NoTemplate), (Channel.Voice, Status.Scheduled, "fallback: email")],
            after.Notifications.Skip(1).Select(next => (next.Channel, next.Status, next.Reason!)));
    }

    [Fact]
    public void A_channel_that_the_practice_has_off_is_passed_over()
    {
        var practice = NorthClinic.Settings with { Channels = new(true, false, true) };

        var after = End(Billed(FallbackStep.Text, FallbackStep.Voice), Status.WillNotSend, Reason.OptedOut, practice: practice);

        Assert.Equal(
            [(Channel.Text, Status.WillNotSend, Reason.ChannelOff), (Channel.Voice, Status.Scheduled, "fallback: email")],
            after.Notifications.Skip(1).Select(next => (next.Channel, next.Status, next.Reason!)));
    }

    [Fact]
    public void What_was_paid_by_the_time_of_the_failure_goes_nowhere()
    {
        var paid = Billed(FallbackStep.Text, FallbackStep.Paper).Post(PostingType.Payment, 120);

        var after = End(paid, Status.UndeliverablePermanent, "smtp 5.1.1");

        Assert.Empty(Open(after));
        Assert.Empty(after.Paper);
    }

    [Fact, Trait("Rule", "V52")]
    public void A_statement_counts_as_undelivered_only_at_the_end_of_the_chain()
    {
        var bounced = End(Billed(FallbackStep.Text), Status.UndeliverablePermanent, "smtp 5.1.1");
        Assert.Equal(1, bounced.DunningCount);

        var text = Assert.Single(Open(bounced));
        var ended = CadenceRules.Decide(
            bounced, text.Become(Status.WillNotSend, Reason.NoConsent), NorthClinic.Settings, Now);
        var reached = CadenceRules.Decide(bounced, text.Become(Status.Sent, null), NorthClinic.Settings, Now);

        Assert.Equal((0, 1), (ended.DunningCount, reached.DunningCount));
    }

    [Fact]
    public void A_bounce_that_a_provider_reports_later_follows_the_same_chain()
    {
        var billed = Billed(FallbackStep.Text);
        var sent = Open(billed).Single().Become(Status.Sent, null) with { Attempts = 1, To = "a••@home.example" };
        var gone = CadenceRules.Put(billed, sent, Now) with { Notifications = [] };

        var after = DeliveryReports.Apply(
            gone, sent, new(sent.Id, ReportedFate.BadAddress, "smtp 5.1.1", Now), NorthClinic.Settings, Now,
            ofAddress: true);
        var again = DeliveryReports.Apply(
            after with { Notifications = [] }, after.Notifications[0],
            new(sent.Id, ReportedFate.BadAddress, "smtp 5.1.1", Now), NorthClinic.Settings, Now,
            ofAddress: true);

        Assert.Equal(Channel.Text, Assert.Single(Open(after)).Channel);
        Assert.Empty(again.Notifications);
    }

    [Fact]
    public void An_arrival_that_is_reported_after_all_takes_the_fallback_back()
    {
        var failed = End(Billed(FallbackStep.Text), Status.UndeliverableCanRetry, "smtp 451");

        var arrived = DeliveryReports.Apply(
            failed, failed.Notifications[0], new(failed.Notifications[0].Id, ReportedFate.Delivered, null, Now),
            NorthClinic.Settings, Now, ofAddress: true);

        Assert.Empty(Open(arrived));
        Assert.Equal((Status.Cancelled, Reason.Reached), (arrived.Notifications[1].Status, arrived.Notifications[1].Reason));
    }

    [Fact]
    public void A_failure_at_the_practices_own_people_says_nothing_about_the_guarantor()
    {
        var billed = Billed(FallbackStep.Text, FallbackStep.Paper);
        var begun = Open(billed).Single() with { Test = true, Attempts = 1 };
        var refused = new DeliveryResult.Rejected("smtp 550 5.1.1", RejectionCause.Recipient);

        var after = CadenceRules.Record(
            billed, AttemptRules.After(begun, refused, Now), refused, NorthClinic.Settings, Now);

        Assert.Empty(Open(after));
        Assert.Equal((1, SwitchState.OptedIn), (after.DunningCount, after.Switches.Email.State));
        Assert.Empty(after.Paper);
    }

    private static readonly Guid TextTemplate = new("01990000-0000-7000-8000-0000000000a1");
    private static readonly Guid VoiceTemplate = new("01990000-0000-7000-8000-0000000000a2");

    private static AccountState Billed(params FallbackStep[] fallback)
    {
        var account = Told.Account with
        {
            Details = NorthClinic.Guarantor with { Email = "a@home.example", Phone = "+13125550123" },
            Switches = new() { Email = new(SwitchState.OptedIn), Text = new(SwitchState.OptedIn) },
        };
        var billed = account.Statement(profile: NorthClinic.Profile(NorthClinic.Rule));
        var planned = Assert.Single(billed.Notifications);
        return billed with
        {
            Notifications =
            [
                planned with
                {
                    Fallback = new(Channel.Email, null, [.. fallback.Select(step => new FallbackTarget(
                        step,
                        step is FallbackStep.Text ? TextTemplate : step is FallbackStep.Voice ? VoiceTemplate : null,
                        step is FallbackStep.Paper ? null : 1))]),
                },
            ],
        };
    }

    private static AccountState WithoutTemplate(AccountState state, FallbackStep step)
    {
        var planned = state.Notifications.Single();
        var chain = planned.Fallback!;
        return state with
        {
            Notifications =
            [
                planned with
                {
                    Fallback = chain with
                    {
                        Next = [.. chain.Next.Select(target => target.Step == step ? new(step, null, null) : target)],
                    },
                },
            ],
        };
    }

    private static AccountState End(
        AccountState state, Status status, string? reason, DateTimeOffset? at = null, PracticeSettings? practice = null) =>
        CadenceRules.Decide(
            state, Open(state).Single().Become(status, reason), practice ?? NorthClinic.Settings, at ?? Now);

    private static IEnumerable<PlannedNotification> Open(AccountState state) =>
        state.Notifications.Where(notification => notification.IsOpen);
}
