using BalanceNotifications.Cadence;
using BalanceNotifications.Delivery;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Senders;
using BalanceNotifications.Sending;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Accounts;

/// <summary>What ticks make of one notification that is due at nine in Chicago, with contact hours from 8 to 20.</summary>
public sealed class CadenceRulesTests
{
    // Of the account's address.
    private const string Shown = "a••@home.example";

    private static readonly PlannedNotification Planned = NorthClinic.Planned();
    private static readonly DateTimeOffset Due = Planned.DueAt;

    [Fact]
    public void A_night_moves_the_next_try_and_not_the_due_time()
    {
        var waiting = Changed(Next(Planned, Due.AddHours(12)));

        Assert.Equal((Status.Deferred, Reason.OutsideHours), (waiting.Status, waiting.Reason));
        Assert.Equal((Due, Due.AddHours(23)), (waiting.DueAt, waiting.RetryAt));
    }

    [Fact]
    public void Nights_do_not_start_the_time_to_expiry_again()
    {
        // 24 allowed hours are two days; a relay that says later all day hands over to the night.
        var notification = Planned;
        foreach (var night in new[] { 12, 36 })
        {
            notification = Changed(Next(notification, Due.AddHours(night)));
        }

        var ended = Changed(Next(notification, Due.AddHours(48).AddMinutes(1)));

        Assert.Equal((Status.WillNotSend, Reason.Expired), (ended.Status, ended.Reason));
    }

    [Fact]
    public void A_pause_of_weeks_ends_nothing_and_is_over_at_once()
    {
        var paused = Changed(Next(Planned, Due, paused: true));

        Assert.IsType<CadenceStep.Attempt>(Next(paused, Due.AddDays(20)));
    }

    [Fact]
    public void Time_before_and_after_a_pause_counts_together()
    {
        var paused = Changed(Next(Planned, Due.AddHours(10), paused: true));
        var night = Changed(Next(paused, Due.AddDays(3).AddHours(12)));
        Assert.Null(night.PausedSince);

        // Ten hours of the first day, twelve of the first after the pause: the second has two left, from eight to ten.
        Assert.IsType<CadenceStep.Attempt>(Next(night, Due.AddDays(5).AddHours(1)));
        Assert.Equal(Reason.Expired, Changed(Next(night, Due.AddDays(5).AddHours(1).AddMinutes(1))).Reason);
    }

    [Fact]
    public void The_longest_expiry_ends_in_six_days_a_week()
    {
        var practice = NorthClinic.Settings with
        {
            ContactHours = NorthClinic.Settings.ContactHours with
            {
                Days = [.. Enum.GetValues<DayOfWeek>().Where(day => day is not DayOfWeek.Sunday)],
            },
        };
        var longest = Planned with { ExpiresAfterHours = 720 };

        // Ten weeks of 72 hours.
        Assert.IsType<CadenceStep.Attempt>(Next(longest, Due.AddDays(70), practice));
        Assert.Equal(Reason.Expired, Changed(Next(longest, Due.AddDays(70).AddMinutes(1), practice)).Reason);
    }

    [Fact]
    public void After_a_pause_of_a_hundred_days_time_runs_again()
    {
        var paused = Changed(Next(Planned, Due, paused: true));
        var night = Changed(Next(paused, Due.AddDays(100).AddHours(12)));

        Assert.IsType<CadenceStep.Attempt>(Next(night, Due.AddDays(102).AddHours(10)));
        Assert.Equal(Reason.Expired, Changed(Next(night, Due.AddDays(103).AddHours(2))).Reason);
    }

    [Theory]
    [InlineData(-1, 0)] // paused before it fell due
    [InlineData(5, 5)]
    public void What_no_tick_could_look_at_in_a_pause_is_paused_from_its_beginning(int pausedAt, int expected)
    {
        var practice = NorthClinic.Settings.With(new Pause(Due.AddHours(pausedAt), "ops", null));

        var paused = Changed(Next(Planned, Due.AddDays(5), practice));

        Assert.Equal((Status.Deferred, Reason.Paused), (paused.Status, paused.Reason));
        Assert.Equal(Due.AddHours(expected), paused.PausedSince);
        Assert.IsType<CadenceStep.Attempt>(Next(paused, Due.AddDays(6)));
    }

    [Fact]
    public void A_pause_does_not_revive_what_had_expired_before_it()
    {
        var practice = NorthClinic.Settings.With(new Pause(Due.AddDays(4), "ops", null));

        Assert.Equal(Reason.Expired, Changed(Next(Planned, Due.AddDays(5), practice)).Reason);
    }

    [Fact]
    public void A_pause_costs_one_write_however_long_it_lasts()
    {
        var paused = Changed(Next(Planned, Due, paused: true));

        Assert.All(Enumerable.Range(1, 600), minute =>
            Assert.IsType<CadenceStep.Stay>(Next(paused, Due.AddMinutes(minute), paused: true)));
    }

    [Fact]
    public void A_breaker_costs_one_write_a_cool_off_and_none_while_somebody_probes()
    {
        var open = new SenderBreaker { OpenedAt = Due, ProbeAt = Due.AddMinutes(8) };
        var waiting = Changed(Next(Planned, Due, open));
        Assert.InRange(waiting.NextAt, Due.AddMinutes(8), Due.AddMinutes(9));

        var probing = open with { Probe = Guid.Empty, ProbeUntil = Due.AddMinutes(20) };
        Assert.All(Enumerable.Range(9, 10), minute =>
            Assert.IsType<CadenceStep.Stay>(Next(waiting, Due.AddMinutes(minute), probing)));
        Assert.Equal(waiting.Sequence, Changed(Next(waiting, Due.AddMinutes(20), open with
        {
            ProbeAt = Due.AddMinutes(36),
        })).Sequence);
    }

    [Theory]
    [InlineData(-1, 0)] // opened before it fell due
    [InlineData(5, 5)]
    public void Time_behind_a_breaker_does_not_count_from_its_opening_on(int openedAt, int expected)
    {
        var open = new SenderBreaker { OpenedAt = Due.AddHours(openedAt), ProbeAt = Due.AddDays(5).AddHours(1) };

        var waiting = Changed(Next(Planned, Due.AddDays(5), open));

        Assert.Equal((Reason.BreakerOpen, Due.AddHours(expected)), (waiting.Reason, waiting.PausedSince));
        Assert.IsType<CadenceStep.Attempt>(Next(waiting, Due.AddDays(6), SenderBreaker.Closed));
    }

    [Fact]
    public void An_email_in_doubt_waits_for_its_sender_and_goes_out_once_more()
    {
        var open = new SenderBreaker { OpenedAt = Due, ProbeAt = Due.AddMinutes(8) };

        var waiting = Changed(Next(Begun(Planned), Due.AddMinutes(2), open));

        Assert.Equal((Status.Deferred, Reason.BreakerOpen, true), (waiting.Status, waiting.Reason, waiting.InDoubt));
        Assert.False(waiting.IsUnsent);
        Assert.IsType<CadenceStep.Attempt>(Next(waiting, Due.AddMinutes(10), SenderBreaker.Closed));
    }

    [Fact]
    public void One_that_an_earlier_version_paused_without_an_instant_is_given_one()
    {
        var old = Planned.Become(Status.Deferred, Reason.Paused) with { RetryAt = Due };

        var paused = Changed(Next(old, Due.AddMinutes(1), paused: true));

        Assert.Equal(Due.AddMinutes(1), paused.PausedSince);
        Assert.IsType<CadenceStep.Stay>(Next(paused, Due.AddMinutes(2), paused: true));
    }

    [Fact]
    public void What_was_in_doubt_and_refused_for_now_stays_in_doubt()
    {
        var resent = AttemptRules.Begin(Begun(Planned), Shown, Due.AddMinutes(2));
        var deferred = AttemptRules.After(resent, new DeliveryResult.Deferred("smtp 451"), Due.AddMinutes(2));

        Assert.Equal((Status.Deferred, true, 0), (deferred.Status, deferred.InDoubt, deferred.ResentInDoubt));
        Assert.False(deferred.IsUnsent);
        Assert.IsType<CadenceStep.Attempt>(Next(deferred, Due.AddMinutes(10)));
    }

    [Theory]
    [InlineData(12, false, Reason.OutsideHours)]
    [InlineData(2, true, Reason.Paused)]
    [InlineData(49, false, Reason.Expired)]
    public void What_is_in_doubt_never_quietly_will_not_send(int hours, bool paused, string reason)
    {
        var resent = AttemptRules.Begin(Begun(Planned), Shown, Due.AddMinutes(2));
        var deferred = AttemptRules.After(resent, new DeliveryResult.Deferred("smtp 451"), Due.AddMinutes(2));

        var ended = Changed(Next(deferred, Due.AddHours(hours), paused));

        Assert.Equal((Status.OutcomeUnknown, reason), (ended.Status, ended.Reason));
    }

    [Fact]
    public void One_in_doubt_that_a_relay_takes_is_sent()
    {
        var resent = AttemptRules.Begin(Begun(Planned), Shown, Due.AddMinutes(2));
        var deferred = AttemptRules.After(resent, new DeliveryResult.Deferred("smtp 451"), Due.AddMinutes(2));
        var again = AttemptRules.Begin(deferred, Shown, Due.AddMinutes(6));

        var sent = AttemptRules.After(again, new DeliveryResult.Accepted(null, null), Due.AddMinutes(6));

        Assert.Equal((Status.Sent, false, 1, 3), (sent.Status, sent.InDoubt, sent.ResentInDoubt, sent.Attempts));
    }

    [Fact]
    public void A_resend_that_was_not_begun_in_time_leaves_the_doubt()
    {
        var taken = AttemptRules.TakeBack(AttemptRules.Begin(Begun(Planned), Shown, Due), Due);

        Assert.Equal((Status.Deferred, true, 0), (taken.Status, taken.InDoubt, taken.ResentInDoubt));
    }

    [Fact]
    public void A_resend_that_is_refused_to_the_end_is_left_to_people()
    {
        var resent = AttemptRules.Begin(Begun(Planned), Shown, Due) with { Attempts = AttemptRules.MaxAttempts };

        Assert.Equal(
            Status.OutcomeUnknown,
            AttemptRules.After(resent, new DeliveryResult.Deferred("smtp 451"), Due).Status);
    }

    [Fact]
    public void A_later_statement_leaves_what_is_in_doubt_to_the_tick()
    {
        var resent = AttemptRules.Begin(Begun(Planned), Shown, Due.AddMinutes(2));
        var deferred = AttemptRules.After(resent, new DeliveryResult.Deferred("smtp 451"), Due.AddMinutes(2));
        var state = Account(deferred).EndUnsent(_ => true, Status.WillNotSend, Reason.Superseded, "test", Due);

        Assert.Equal(Status.Deferred, Assert.Single(state.Notifications).Status);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void What_is_in_doubt_is_sent_again_to_nobody_else(byte now, bool again)
    {
        var lost = Begun(Planned) with { ToHash = [1] };
        var facts = SendCase.Of(Account(lost), lost, new(NorthClinic.Settings, null!, TemplateActive: true, Suppressed: false)
        {
            AddressHash = [now],
        })!.Facts;

        var step = CadenceRules.Next(facts, Due.AddMinutes(2));
        var behindBreaker = CadenceRules.Next(
            facts with { Breaker = new() { OpenedAt = Due, ProbeAt = Due.AddMinutes(8) } }, Due.AddMinutes(2));

        Assert.Equal(again, step is CadenceStep.Attempt);
        if (!again)
        {
            Assert.Equal((Status.OutcomeUnknown, "addressChanged"), (Changed(step).Status, Changed(step).Reason));
            Assert.Equal("addressChanged", Changed(behindBreaker).Reason);
        }
    }

    [Theory]
    [InlineData(Shown, true)]
    [InlineData("b••@home.example", false)]
    public void Of_what_an_earlier_version_sent_the_address_that_was_shown_tells_whom_it_went_to(string shown, bool again)
    {
        var lost = AttemptRules.Begin(Planned, shown, Due);
        var facts = SendCase.Of(Account(lost), lost, new(NorthClinic.Settings, null!, TemplateActive: true, Suppressed: false)
        {
            AddressHash = [1],
        })!.Facts;

        var step = CadenceRules.Next(facts, Due.AddMinutes(2));

        Assert.Equal(again ? null : "addressChanged", (step as CadenceStep.Change)?.Notification.Reason);
    }

    private static PlannedNotification Begun(PlannedNotification notification) =>
        AttemptRules.Begin(notification, Shown, Due);

    private static PlannedNotification Changed(CadenceStep step) =>
        Assert.IsType<CadenceStep.Change>(step).Notification;

    private static CadenceStep Next(PlannedNotification notification, DateTimeOffset now, bool paused = false) =>
        Next(notification, now, NorthClinic.Settings with { Paused = paused });

    private static CadenceStep Next(PlannedNotification notification, DateTimeOffset now, PracticeSettings practice) =>
        CadenceRules.Next(Facts(notification, practice), now);

    private static CadenceStep Next(PlannedNotification notification, DateTimeOffset now, SenderBreaker breaker) =>
        CadenceRules.Next(Facts(notification, NorthClinic.Settings) with { Breaker = breaker }, now);

    private static SendFacts Facts(PlannedNotification notification, PracticeSettings practice) =>
        SendCase.Of(Account(notification), notification, new(practice, null!, TemplateActive: true, Suppressed: false))!
            .Facts;

    private static AccountState Account(PlannedNotification notification) => new()
    {
        Number = "100234",
        Details = NorthClinic.Guarantor with { Email = "ada@home.example" },
        Switches = new() { Email = new(SwitchState.OptedIn) },
        Balance = new() { Snapshot = Money.From(120) },
        Statements =
        [
            new(
                notification.StatementId, StatementKind.Statement, new(2026, 11, 23), new(2026, 12, 14),
                Money.From(120), Money.Zero, null, null),
        ],
        Notifications = [notification],
    };
}
