using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Callbacks;

/// <summary>The key 9: no more calls to the number that was called.</summary>
[Collection(ClusterFixture.Name)]
public sealed class CallOptOutTests(PlacedCalls calls) : IClassFixture<PlacedCalls>
{
    [Theory, Trait("Rule", "47 CFR 64.1200(a)(10)")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nine_stops_calls_to_that_number_at_once_wherever_it_is_pressed(bool confirmed)
    {
        var (practice, phone) = await calls.PlaceAsync();
        var other = await practice.WithAccountAsync("200345");
        await PlacedCalls.AllowAsync(other);
        await phone.AnswerAsync();
        if (confirmed)
        {
            await phone.PressAsync("1");
        }

        await phone.PressAsync("9");
        await phone.PressAgainAsync("9");

        Assert.Equal(
            "You will get no more automated calls from North Clinic. You can reach us at 3 1 2, 5 5 5, 0 1 0 0. Goodbye.",
            phone.Heard);
        var account = (await practice.Account.GetAsync(default))!;
        Assert.Equal(SwitchState.OptedOut, account.Voice.State);
        Assert.Equal(("call", "guarantor"), (account.Voice.Evidence!.Source, account.Voice.ChangedBy));
        Assert.Equal(SwitchState.OptedIn, account.Text.State);
        Assert.Single(await practice.AuditAsync(), line => line is { Action: "switches.set", Actor: "guarantor" });

        await practice.PostStatementAsync("S-2");
        await other.PostStatementAsync("S-3");
        await practice.TickAfterAsync(TimeSpan.FromHours(1));
        await other.TickAsync();
        Assert.Equal([Reason.OptedOut], await practice.ReasonsAsync("S-2", Status.WillNotSend));
        Assert.Equal([Reason.OptedOut], await practice.ReasonsAsync("S-3", Status.WillNotSend));
    }

    [Fact]
    public async Task In_test_mode_a_key_of_the_practices_own_people_says_nothing_of_the_guarantor()
    {
        var (practice, phone) = await calls.PlaceAsync(settings => settings with
        {
            Mode = PracticeMode.Test,
            TestRecipients = new(null, "+13125550199"),
        });
        await phone.AnswerAsync();

        await phone.PressAsync("9");

        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Voice.State);
    }
}
