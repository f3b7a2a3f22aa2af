using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Delivery;
using BalanceNotifications.Fixtures;
using CsCheck;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Sending;

/// <summary>What a provider's "later" leads to: back-off with jitter, inside the hours, up to a limit.</summary>
public sealed class RetryTests
{
    private static readonly PlannedNotification Planned = NorthClinic.Planned() with { ExpiresAfterHours = 720 };
    private static readonly DeliveryResult.Deferred Later = new("smtp 451 4.3.0");

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
            var (attempts, ended) = FailAlways(Planned with { Id = id }, Planned.DueAt.AddHours(hour));

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

    private static (List<DateTimeOffset> Attempts, PlannedNotification Ended) FailAlways(
        PlannedNotification notification, DateTimeOffset now)
    {
        var attempts = new List<DateTimeOffset>();
        while (notification.IsOpen)
        {
            now = notification.NextAt > now ? notification.NextAt : now;
            var step = CadenceRules.Next(SendCases.Of(Account(notification)).Facts, now);
            if (step is CadenceStep.Attempt attempt)
            {
                attempts.Add(now);
                notification = AttemptRules.After(AttemptRules.Begin(attempt.Notification, "a••", now), Later, now);
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
