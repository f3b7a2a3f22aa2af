using System.Collections.Immutable;
using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Sending;

/// <summary>What is told of a call afterwards, in any order and twice.</summary>
public sealed class CallEndTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);

    private static readonly PlannedNotification Placed = NorthClinic.Planned() with
    {
        Channel = Channel.Voice,
        Status = NotificationStatus.Sent,
        Attempts = 1,
        SentAt = Now.AddMinutes(-1),
        ProviderId = "CA1",
    };

    [Fact]
    public void The_end_adds_how_long_it_took_and_what_it_came_to()
    {
        var ended = After(Placed, Ended(Reason.NotConfirmed, 20))!;

        Assert.Equal((NotificationStatus.Sent, Reason.NotConfirmed, 20), (ended.Status, ended.Reason, ended.Seconds));
        Assert.Null(After(ended, Ended(Reason.NotConfirmed, 20)));
    }

    [Fact]
    public void Its_end_takes_back_nothing_that_a_key_has_said()
    {
        var heard = After(Placed, new(Placed.Id, ReportedFate.Delivered, null, Now, "CA1"))!;
        var ended = After(heard, Ended(Reason.NotConfirmed, 61))!;

        Assert.Equal((NotificationStatus.Delivered, null, 61), (ended.Status, ended.Reason, ended.Seconds));
        Assert.Equal(Now, ended.DeliveredAt);
        Assert.Equal(
            Reason.OptedOut, After(Placed with { Reason = Reason.OptedOut }, Ended(Reason.NotConfirmed, 5))!.Reason);
    }

    [Fact]
    public void A_key_that_is_told_after_the_end_still_counts()
    {
        var ended = After(Placed, Ended(Reason.NotConfirmed, 20))!;

        var heard = After(ended, new(Placed.Id, ReportedFate.Delivered, null, Now, "CA1"))!;

        Assert.Equal((NotificationStatus.Delivered, null, 20), (heard.Status, heard.Reason, heard.Seconds));
    }

    [Fact]
    public void The_end_of_a_call_in_doubt_settles_it()
    {
        var unknown = Placed with { Status = NotificationStatus.OutcomeUnknown, ProviderId = null, SentAt = null };

        var settled = After(unknown, Ended(Reason.AnsweringMachine, 25))!;

        Assert.Equal(
            (NotificationStatus.Sent, Reason.AnsweringMachine, 25, "CA1"),
            (settled.Status, settled.Reason, settled.Seconds, settled.ProviderId));
    }

    [Fact]
    public void What_is_told_of_an_earlier_attempt_changes_nothing_of_a_later_one() =>
        Assert.Null(After(Placed with { ProviderId = "CA2", Attempts = 2 }, Report(ReportedFate.TryLater)));

    [Theory]
    [InlineData(1, 30)]
    [InlineData(2, 120)]
    public void Nobody_there_is_tried_again_in_half_an_hour_and_then_in_two(int attempts, int minutes)
    {
        var again = After(Placed with { Attempts = attempts }, Report(ReportedFate.TryLater))!;

        Assert.Equal(
            (NotificationStatus.Deferred, "twilio busy", Now.AddMinutes(minutes)),
            (again.Status, again.Reason, again.RetryAt));
        Assert.Null(After(again, Report(ReportedFate.TryLater)));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void After_three_attempts_somebody_else_decides(int attempts) => Assert.Equal(
        NotificationStatus.UndeliverableCanRetry,
        After(Placed with { Attempts = attempts }, Report(ReportedFate.TryLater))!.Status);

    [Fact]
    public void An_email_has_more_attempts_than_a_call() => Assert.Equal(
        NotificationStatus.Deferred,
        After(Placed with { Channel = Channel.Email, Attempts = 3 }, Report(ReportedFate.TryLater))!.Status);

    [Fact]
    [Trait("Rule", "12 CFR 1006.14(b)(2)")]
    public void Every_attempt_is_a_call_and_all_of_them_one_contact()
    {
        var contacts = ContactLog.After([], Placed, Now);
        contacts = ContactLog.After(contacts, Placed with { Reason = Reason.NotConfirmed }, Now.AddMinutes(1));
        Assert.Single(contacts);
        var second = Placed with { Attempts = 2, SentAt = Now.AddHours(1) };
        contacts = ContactLog.After(contacts, second, Now.AddHours(1));

        Assert.Equal(2, ContactLog.Calls(second, contacts, []).Count);
        Assert.Empty(ContactLog.Besides(second, contacts, []));
        Assert.Single(ContactLog.Besides(NorthClinic.Planned() with { Id = Guid.CreateVersion7() }, contacts, []));
    }

    [Fact]
    public void A_conversation_is_remembered_once_with_its_call()
    {
        var contacts = ContactLog.After([], Placed, Now);

        var spoken = ContactLog.Spoken(contacts, Placed.Id, Now.AddMinutes(1));

        Assert.Equal(Now.AddMinutes(1), Assert.Single(spoken).SpokenAt);
        Assert.True(ContactLog.Spoken(spoken, Placed.Id, Now.AddMinutes(2)) == spoken);
        Assert.Equal(
            Now, Assert.Single(ContactLog.Spoken(ImmutableArray<PastContact>.Empty, Placed.Id, Now)).SpokenAt);
    }

    private static PlannedNotification? After(PlannedNotification told, DeliveryReport report) =>
        ReportRules.After(told, report, Now);

    private static DeliveryReport Ended(string reason, int seconds) =>
        new(Placed.Id, ReportedFate.Taken, reason, Now, "CA1", null, seconds);

    private static DeliveryReport Report(ReportedFate fate) => new(Placed.Id, fate, "twilio busy", Now, "CA1");
}
