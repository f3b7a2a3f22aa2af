using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Zones;

namespace BalanceNotifications.Simulation;

/// <summary>What a simulated account goes through, without a database.</summary>
public sealed class SimulationTests
{
    private static readonly SimulatedTown Town = SimulatedTown.Of(
        new Practice(1, "north", "town", NorthClinic.Salt, 1, NorthClinic.Settings),
        NorthClinic.ProfileId, NorthClinic.Template, new("01990000-0000-7000-8000-000000000009"));

    [Fact]
    public void The_same_seed_tells_the_same_story()
    {
        Assert.Equal(Town.Play(7, 3).Account.Trail, Town.Play(7, 3).Account.Trail);
        Assert.NotEqual(Town.Play(7, 3).Made, Town.Play(8, 3).Made);
    }

    [Fact]
    public void Every_notification_that_was_planned_ends_once_or_is_still_open()
    {
        foreach (var number in Enumerable.Range(0, 200))
        {
            var (_, _, account, course) = Town.Play(1, number);
            var planned = course.Events.Sum(told => told.Answer?.Planned ?? 0);

            var all = account.Ended.Concat(account.Open).ToArray();
            Assert.Equal(planned, all.Count(notification => notification.Fallback?.Of is null));
            Assert.Equal(all.Length, all.Select(notification => notification.Id).Distinct().Count());
        }
    }

    [Fact]
    public void Nothing_is_sent_outside_contact_hours_or_over_a_switch_that_is_off()
    {
        foreach (var number in Enumerable.Range(0, 300))
        {
            var (made, _, account, _) = Town.Play(2, number);
            var settings = Town.Practice.Settings;
            var hours = new ContactHours(
                settings.ContactHours, RecipientZones.Of(made.Details, settings.TimeZone).All);
            var sent = account.Ended.Where(notification => notification.Status is NotificationStatus.Sent).ToArray();

            Assert.All(sent, notification => Assert.True(hours.Includes(notification.SentAt!.Value)));
            Assert.All(sent, notification => Assert.Equal(
                SwitchState.OptedIn, made.Switches[SwitchRules.KindOf(notification.Channel)]));
        }
    }

    [Fact]
    public void One_that_nobody_waits_for_any_more_ends_within_an_account() =>
        Assert.Throws<OperationCanceledException>(() => Town.Play(1, 0, new CancellationToken(canceled: true)));

    [Fact]
    public void An_account_that_has_paid_is_billed_no_more()
    {
        var paying = Town with { Setup = Town.Setup with { Payments = new(100, AfterDays: 5, PercentOfBalance: 100) } };

        var events = paying.Play(1, 0).Course.Events;

        Assert.Equal((1, 1), (events.Count(told => told.Statement is not null), events.Count(told => told.Posting is not null)));
    }

    [Fact]
    public void A_pause_of_the_practice_shows_and_ends_the_simulation()
    {
        var paused = Town with
        {
            Setup = Town.Setup with
            {
                Practice = Town.Practice with { Settings = NorthClinic.Settings with { Paused = true } },
            },
        };

        var account = Enumerable.Range(0, 20).Select(number => paused.Play(1, number).Account)
            .First(account => account.Trail.Any(entry => entry.Status is NotificationStatus.Deferred));

        Assert.DoesNotContain(account.Trail, entry => entry.Status is NotificationStatus.Sent);
        Assert.Contains(account.Trail, entry => entry.Reason == Reason.Paused);
    }
}
