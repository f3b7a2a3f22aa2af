using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Action = BalanceNotifications.Accounts.NotificationAction;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Sending;

/// <summary>Which action is for which status, and what it makes of it.</summary>
public sealed class ActionRulesTests
{
    private static readonly PlannedNotification Planned = NorthClinic.Planned();
    private static readonly DateTimeOffset Now = Planned.DueAt.AddDays(3);

    [Theory, Trait("Rule", "V72")]
    [InlineData(Action.Cancel, Status.Scheduled, Status.Cancelled, null)]
    [InlineData(Action.Cancel, Status.Deferred, Status.Cancelled, null)]
    [InlineData(Action.Cancel, Status.UndeliverablePermanent, Status.Cancelled, null)]
    [InlineData(Action.Cancel, Status.QueueingError, Status.Cancelled, null)]
    [InlineData(Action.Cancel, Status.Cancelled, null, null)]
    [InlineData(Action.Cancel, Status.Sending, null, ActionRefusal.InFlight)]
    [InlineData(Action.Cancel, Status.Sent, null, ActionRefusal.Ended)]
    [InlineData(Action.Cancel, Status.WillNotSend, null, ActionRefusal.Ended)]
    [InlineData(Action.Cancel, Status.OutcomeUnknown, null, ActionRefusal.MayHaveArrived)]
    [InlineData(Action.CancelAndOptOut, Status.UndeliverablePermanent, Status.Cancelled, null)]
    [InlineData(Action.Archive, Status.UndeliverableCanRetry, Status.Archived, null)]
    [InlineData(Action.Archive, Status.DeliveryError, Status.Archived, null)]
    [InlineData(Action.Archive, Status.OutcomeUnknown, Status.Archived, null)]
    [InlineData(Action.Archive, Status.Archived, null, null)]
    [InlineData(Action.Archive, Status.Sent, null, ActionRefusal.NotAnError)]
    [InlineData(Action.Archive, Status.Scheduled, null, ActionRefusal.NotAnError)]
    [InlineData(Action.Retry, Status.UndeliverableCanRetry, Status.Scheduled, null)]
    [InlineData(Action.Retry, Status.UndeliverablePermanent, Status.Scheduled, null)]
    [InlineData(Action.Retry, Status.QueueingError, Status.Scheduled, null)]
    [InlineData(Action.Retry, Status.Scheduled, null, null)]
    [InlineData(Action.Retry, Status.Sending, null, null)]
    [InlineData(Action.Retry, Status.Sent, null, ActionRefusal.NotAnError)]
    [InlineData(Action.Retry, Status.OutcomeUnknown, null, ActionRefusal.MayHaveArrived)]
    [InlineData(Action.Arrived, Status.OutcomeUnknown, Status.Delivered, null)]
    [InlineData(Action.Arrived, Status.Delivered, null, null)]
    [InlineData(Action.Arrived, Status.UndeliverablePermanent, null, ActionRefusal.OutcomeKnown)]
    [InlineData(Action.SendAgain, Status.OutcomeUnknown, Status.Deferred, null)]
    [InlineData(Action.SendAgain, Status.Deferred, null, null)]
    [InlineData(Action.SendAgain, Status.Sent, null, ActionRefusal.OutcomeKnown)]
    public void An_action_is_for_some_and_says_why_it_is_not_for_others(
        Action action, Status status, Status? becomes, ActionRefusal? refusal)
    {
        var effect = ActionRules.Of(action, Planned with { Status = status, Attempts = 1 }, Now);

        Assert.Equal((becomes, refusal), (effect.Changed?.Status, effect.Refusal));
    }

    [Theory, Trait("Rule", "V74")]
    [InlineData(Status.Archived, Status.UndeliverablePermanent, false, Status.UndeliverablePermanent, null)]
    [InlineData(Status.Archived, Status.OutcomeUnknown, false, Status.OutcomeUnknown, null)]
    [InlineData(Status.Cancelled, Status.DeliveryError, false, Status.DeliveryError, null)]
    [InlineData(Status.Archived, Status.UndeliverableCanRetry, true, Status.Resolved, null)] // V73
    [InlineData(Status.UndeliverablePermanent, Status.Archived, false, null, null)]
    [InlineData(Status.Cancelled, Status.Scheduled, false, null, ActionRefusal.NotPutAway)]
    [InlineData(Status.Resolved, Status.UndeliverablePermanent, false, null, ActionRefusal.NotPutAway)]
    [InlineData(Status.Archived, null, false, null, ActionRefusal.NotPutAway)]
    public void What_was_put_away_comes_back_as_it_stood(
        Status status, Status? before, bool reachedSince, Status? becomes, ActionRefusal? refusal)
    {
        var told = Planned with { Status = status, Sequence = 7 };
        var step = before is { } stood ? new TrailEntry(told.Id, 6, Now, stood, "smtp 550 5.1.1", "system") : null;

        var effect = ActionRules.Restore(told, step, reachedSince, Now);

        Assert.Equal((becomes, refusal), (effect.Changed?.Status, effect.Refusal));
        Assert.Equal(becomes is null ? null : "smtp 550 5.1.1", effect.Changed?.Reason);
    }

    [Theory]
    [InlineData(Reason.ByHand, Status.Scheduled, -1, Status.Scheduled, null)]
    [InlineData(Reason.ByHand, Status.Deferred, -1, Status.Scheduled, null)]
    [InlineData(Reason.ByHand, Status.Scheduled, 0, null, ActionRefusal.TooLate)]
    [InlineData(Reason.BatchCancelled, Status.Scheduled, -1, null, ActionRefusal.NotPutAway)]
    [InlineData(Reason.ByHand, Status.WillNotSend, -1, null, ActionRefusal.NotPutAway)]
    public void What_a_person_cancelled_before_its_time_is_planned_again_while_that_is_to_come(
        string reason, Status before, int minutes, Status? becomes, ActionRefusal? refusal)
    {
        var told = Planned with { Status = Status.Cancelled, Reason = reason, Sequence = 7 };
        var step = new TrailEntry(told.Id, 6, Now, before, null, "system");

        var effect = ActionRules.Restore(told, step, reachedSince: false, Planned.DueAt.AddMinutes(minutes));

        Assert.Equal((becomes, refusal), (effect.Changed?.Status, effect.Refusal));
        Assert.Null(effect.Changed?.Reason);
    }

    [Fact]
    public void What_is_tried_again_by_hand_has_its_whole_time_again()
    {
        var failed = Planned with
        {
            Status = Status.UndeliverablePermanent,
            Attempts = 1,
            PausedFor = TimeSpan.FromHours(9),
            RetryAt = Now.AddDays(9),
        };

        var again = ActionRules.Of(Action.Retry, failed, Now).Changed!;

        Assert.Equal((Now, Now, Planned.PlannedAt), (again.DueAt, again.NextAt, again.PlannedAt));
        Assert.Equal((Reason.Retried, 1, TimeSpan.Zero), (again.Reason, again.Attempts, again.PausedFor));
    }

    [Fact]
    public void A_text_in_doubt_is_sent_again_only_by_a_persons_word()
    {
        var unknown = Planned with { Channel = Channel.Text, Status = Status.OutcomeUnknown, Attempts = 1, InDoubt = true };
        Assert.False(AttemptRules.MayResend(unknown));

        var again = ActionRules.Of(Action.SendAgain, unknown, Now).Changed!;

        Assert.False(AttemptRules.IsInDoubt(again));
        Assert.Equal(Reason.SentAgain, again.Reason);
    }
}
