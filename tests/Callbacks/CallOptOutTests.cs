using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Callbacks;

/// <summary>The key 9: no more calls or texts to the number that was called.</summary>
[Collection(ClusterFixture.Name)]
public sealed class CallOptOutTests(PlacedCalls calls) : IClassFixture<PlacedCalls>
{
    private const string Called = "+13125550123";

    [Theory, Trait("Rule", "47 CFR 64.1200(a)(10)")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nine_stops_calls_and_texts_to_that_number_at_once_wherever_it_is_pressed(bool confirmed)
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
            "You will get no more automated calls or texts from North Clinic. You can reach us at 3 1 2, 5 5 5, 0 1 0 0. Goodbye.",
            phone.Heard);
        var account = (await practice.Account.GetAsync(default))!;
        Assert.Equal(SwitchState.OptedOut, account.Voice.State);
        Assert.Equal(("call", "guarantor"), (account.Voice.Evidence!.Source, account.Voice.ChangedBy));
        Assert.Equal((SwitchState.OptedOut, "call"), (account.Text.State, account.Text.Evidence!.Source));
        Assert.Equal(1, await practice.SuppressedAsync(Called, Channel.Text));
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

    [Fact]
    [Trait("Rule", "V85")]
    public async Task After_a_merge_nine_sets_the_switch_of_the_account_that_is_left()
    {
        var (practice, phone) = await calls.PlaceAsync();
        var left = await practice.WithAccountAsync("200345");
        await PlacedCalls.AllowAsync(left);
        await phone.AnswerAsync();
        await practice.Account.MergeAsync(new MergeAccount("200345", "twice", "test"), default);

        await phone.PressAsync("9");
        var changes = (await left.AuditAsync()).Count;
        await phone.PressAgainAsync("9");

        Assert.StartsWith("You will get no more automated calls", phone.Heard, StringComparison.Ordinal);
        var voice = (await left.Account.GetAsync(default))!.Voice;
        Assert.Equal(SwitchState.OptedOut, (await left.Account.GetAsync(default))!.Text.State);
        Assert.Equal((SwitchState.OptedOut, "call", "guarantor"), (voice.State, voice.Evidence!.Source, voice.ChangedBy));
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Voice.State);
        Assert.Equal((1, changes), (await practice.SuppressedAsync(Called, Channel.Voice), (await left.AuditAsync()).Count));
    }

    [Fact]
    [Trait("Rule", "V85")]
    public async Task After_a_merge_the_account_that_is_left_keeps_a_number_that_was_not_called()
    {
        var (practice, phone) = await calls.PlaceAsync();
        var left = await practice.WithAccountAsync("200345");
        await PlacedCalls.AllowAsync(left);
        await left.Account.SaveAsync(
            new SaveAccount(
                "200345", new AccountDetails(Phone: "+13125550177"), AccountFields.Phone, new SwitchPatch(), null, null,
                null, "test"),
            default);
        await phone.AnswerAsync();
        await practice.Account.MergeAsync(new MergeAccount("200345", "twice", "test"), default);

        await phone.PressAsync("9");

        Assert.Equal(SwitchState.OptedIn, (await left.Account.GetAsync(default))!.Voice.State);
        Assert.Equal(
            (1, 0),
            (await practice.SuppressedAsync(Called, Channel.Voice), await practice.SuppressedAsync("+13125550177", Channel.Voice)));
    }

    [Fact]
    [Trait("Rule", "V85")]
    public async Task In_a_merge_that_cannot_end_yet_the_number_is_ended_at_once()
    {
        var (practice, phone) = await calls.PlaceAsync();
        var left = await practice.WithAccountAsync("200345");
        await PlacedCalls.AllowAsync(left);
        await phone.AnswerAsync();
        await left.RaiseStoredVersionAsync(); // whatever it writes is refused
        Assert.Equal(
            MergeOutcome.Pending,
            (await practice.Account.MergeAsync(new MergeAccount("200345", "twice", "test"), default)).Outcome);
        await left.Account.GetAsync(default);
        await left.RaiseStoredVersionAsync();

        await phone.PressAsync("9");
        var suppressed = await practice.SuppressedAsync(Called, Channel.Voice);
        await phone.PressAgainAsync("9");

        Assert.Equal(1, suppressed);
        Assert.Equal(SwitchState.OptedOut, (await left.Account.GetAsync(default))!.Voice.State);
    }

    [Fact]
    public async Task Nine_is_heard_when_nobody_knows_any_more_what_the_call_was_about()
    {
        var (practice, phone) = await calls.PlaceAsync();
        await phone.AnswerAsync();
        // A fresh activation tells history once more; what that acknowledged leaves the state with the write after it.
        await practice.SaveAccountAsync(email: "beth@home.example");
        await practice.SaveAccountAsync();
        await practice.ExecuteAsync(
            "update notification set merge = null where practice_id = $1", Database.Value(practice.Id));

        await phone.PressAsync("9");

        Assert.Equal("", phone.Heard);
        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Voice.State);
        Assert.Equal(1, await practice.SuppressedAsync(Called, Channel.Voice));
    }
}
