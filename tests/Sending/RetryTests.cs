using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Delivery;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using CsCheck;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Sending;

/// <summary>What a provider's "later" leads to: back-off with jitter, inside the hours, up to a limit.</summary>
public sealed class RetryTests
{
    private static readonly PlannedNotification Planned = NorthClinic.Planned() with { ExpiresAfterHours = 720 };
    private static readonly DeliveryResult.Deferred Later = new("smtp 451 4.3.0");

    private static readonly DeliveryResult[] Ours =
    [
        .. new[]
        {
            "connectionFailed", "authenticationFailed", "tlsFailed", "timedOut", "interrupted",
            "relayRefused: smtp 421 4.3.2",
        }.Select(reason => new DeliveryResult.Deferred(reason)),
        new DeliveryResult.Rejected("smtp 550 5.7.1", RejectionCause.Sender),
    ];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(40, 60)]
    public void A_wait_lies_between_half_of_its_longest_and_all_of_it(int attempts, int minutes) =>
        Gen.Guid.Sample(id =>
        {
            var wait = AttemptRules.WaitAfter(id, attempts);
            return wait >= TimeSpan.FromMinutes(minutes) / 2 && wait < TimeSpan.FromMinutes(minutes);
        });

    [Fact]
    public void The_same_notification_waits_as_long_on_every_silo_and_in_every_release() => Assert.Equal(
        154.583,
        AttemptRules.WaitAfter(new Guid("01990000-0000-7000-8000-000000000001"), 3).TotalSeconds,
        tolerance: 0.001);

    [Fact]
    public void What_failed_together_does_not_come_back_together()
    {
        // Ids of one plan differ in their last bytes alone; ten parts of the half hour get about a hundred each.
        var parts = Enumerable.Range(0, 1000)
            .Select(number => new Guid(0, 0, 0, [.. BitConverter.GetBytes((long)number)]))
            .GroupBy(id => (int)((AttemptRules.WaitAfter(id, 7).TotalMinutes - 30) / 3))
            .ToDictionary(part => part.Key, part => part.Count());

        Assert.Equal(Enumerable.Range(0, 10), parts.Keys.Order());
        Assert.All(parts.Values, count => Assert.InRange(count, 60, 140));
    }

    [Fact]
    public void Every_attempt_lies_inside_the_hours_and_the_last_one_ends_in_can_retry() =>
        Gen.Select(Gen.Guid, Gen.Int[0, 47]).Sample((id, hour) =>
        {
            var (attempts, ended) = Fail(Planned with { Id = id }, Planned.DueAt.AddHours(hour), Enumerable.Repeat(Later, 8));

            return attempts.Count == AttemptRules.MaxAttempts
                && attempts.All(SendCases.Of(Account(Planned)).Facts.Hours.Includes)
                && (ended.Status, ended.Reason) == (Status.UndeliverableCanRetry, Later.Reason);
        });

    [Fact]
    public void What_is_turned_away_at_the_door_waits_however_often() => Assert.Equal(
        Status.Deferred,
        AttemptRules.After(
            Planned with { Status = Status.Sending, Attempts = 3 * AttemptRules.MaxAttempts },
            new DeliveryResult.Deferred("relayRefused: smtp 554 5.3.2"), Planned.DueAt).Status);

    [Fact]
    public void An_outage_of_ours_costs_a_notification_none_of_its_attempts() => Gen.Select(
        Gen.Guid, Gen.Select(Gen.Int[0, 5], Gen.Int[0, Ours.Length - 1]).Array[AttemptRules.MaxAttempts]).Sample(
        (id, outages) =>
        {
            var answers = outages
                .SelectMany(outage => Enumerable.Repeat(Ours[outage.Item2], outage.Item1).Append(Later))
                .ToArray();

            var (attempts, ended) = Fail(Planned with { Id = id }, Planned.DueAt, answers);

            return attempts.Count == answers.Length
                && (ended.Status, ended.Reason, ended.Attempts)
                    == (Status.UndeliverableCanRetry, Later.Reason, AttemptRules.MaxAttempts);
        });

    [Fact]
    public void An_outage_is_asked_after_less_and_less_often_and_then_an_answer_waits_a_minute_at_most()
    {
        var (notification, now) = (Planned, Planned.DueAt);
        for (var failures = 1; failures <= 9; failures++)
        {
            notification = AttemptRules.After(AttemptRules.Begin(notification, "a••", now), Ours[0], now);
            Assert.Equal(now + AttemptRules.WaitAfter(Planned.Id, failures), notification.RetryAt);
            Assert.Equal(0, notification.Attempts);
        }

        notification = AttemptRules.After(AttemptRules.Begin(notification, "a••", now), Later, now);
        Assert.Equal((1, now + AttemptRules.WaitAfter(Planned.Id, 1)), (notification.Attempts, notification.RetryAt));
        notification = AttemptRules.After(AttemptRules.Begin(notification, "a••", now), Ours[0], now);
        Assert.Equal((1, now + AttemptRules.WaitAfter(Planned.Id, 1)), (notification.Attempts, notification.RetryAt));
    }

    [Theory]
    [InlineData(Channel.Text, "twilio 30003")]
    [InlineData(Channel.Text, "twilio 30008")]
    [InlineData(Channel.Voice, "twilio busy")]
    public void What_got_through_after_an_outage_and_did_not_arrive_is_tried_again(Channel channel, string reason)
    {
        var (notification, now) = (Planned with { Channel = channel }, Planned.DueAt);
        for (var failures = 1; failures <= 3; failures++)
        {
            notification = AttemptRules.After(AttemptRules.Begin(notification, "+••", now), Ours[0], now);
        }

        var sent = AttemptRules.After(
            AttemptRules.Begin(notification, "+••", now), new DeliveryResult.Accepted("SM1", 1), now);
        var told = ReportRules.After(sent, new(sent.Id, ReportedFate.TryLater, reason, now, "SM1"), now)!;

        Assert.Equal((1, Status.Deferred, reason), (sent.Attempts, told.Status, told.Reason));
    }

    [Fact]
    public void An_outage_while_one_is_in_doubt_costs_it_neither_its_resend_nor_the_doubt()
    {
        var lost = AttemptRules.Begin(Planned, "a••", Planned.DueAt);

        var waiting = AttemptRules.After(AttemptRules.Begin(lost, "a••", Planned.DueAt), Ours[0], Planned.DueAt);

        Assert.Equal(
            (Status.Deferred, true, 0, 1), (waiting.Status, waiting.InDoubt, waiting.ResentInDoubt, waiting.Attempts));
    }

    [Fact]
    public void What_found_no_connection_was_not_tried_and_stays_in_its_doubt()
    {
        var noTurn = new DeliveryResult.Deferred(Reason.TryLater);
        var lost = AttemptRules.Begin(Planned, "a••", Planned.DueAt);

        var first = AttemptRules.After(lost, noTurn, Planned.DueAt);
        var resend = AttemptRules.After(AttemptRules.Begin(lost, "a••", Planned.DueAt), noTurn, Planned.DueAt);

        Assert.Equal((Status.Deferred, Reason.TryLater, 0, false), (first.Status, first.Reason, first.Attempts, first.InDoubt));
        Assert.Equal((1, 0, true), (resend.Attempts, resend.ResentInDoubt, resend.InDoubt));
        Assert.Equal(Planned.DueAt.AddMinutes(1), first.RetryAt);
    }

    private static (List<DateTimeOffset> Attempts, PlannedNotification Ended) Fail(
        PlannedNotification notification, DateTimeOffset now, IEnumerable<DeliveryResult> answers)
    {
        var attempts = new List<DateTimeOffset>();
        var next = new Queue<DeliveryResult>(answers);
        while (notification.IsOpen)
        {
            now = notification.NextAt > now ? notification.NextAt : now;
            var step = CadenceRules.Next(SendCases.Of(Account(notification)).Facts, now);
            if (step is CadenceStep.Attempt attempt)
            {
                attempts.Add(now);
                notification = AttemptRules.After(AttemptRules.Begin(attempt.Notification, "a••", now), next.Dequeue(), now);
            }
            else
            {
                notification = Assert.IsType<CadenceStep.Change>(step).Notification;
            }
        }

        return (attempts, notification);
    }

    private static AccountState Account(PlannedNotification notification) => new()
    {
        Number = "100234",
        Details = NorthClinic.Guarantor with { Email = "ada@home.example" },
        Switches = new() { Email = new(SwitchState.OptedIn) },
        Balance = new() { Snapshot = Money.From(120) },
        Statements =
        [
            new("s-1", StatementKind.Statement, new(2026, 11, 23), new(2026, 12, 14), Money.From(120), Money.Zero, null, null),
        ],
        Notifications = [notification],
    };
}
