using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Inbound;

/// <summary>What a text back does to the calls of the number that called.</summary>
[Collection(ClusterFixture.Name)]
public sealed class InboundCallTests(ClusterFixture cluster) : IAsyncLifetime
{
    private TextedNumber _number = null!;

    public async ValueTask InitializeAsync() => _number = await TextedNumber.StartAsync(cluster);

    public ValueTask DisposeAsync() => _number.DisposeAsync();

    [Theory, Trait("Rule", "47 CFR 64.1200(a)(10)")]
    [InlineData("STOP")]
    [InlineData("please stop calling me")]
    [InlineData("You have the wrong number for Maria")]
    public async Task Who_texts_back_the_number_that_called_is_not_called_again(string body)
    {
        var called = await _number.OpenForCallsAsync();
        var other = await called.WithAccountAsync("100235");
        await TextedNumber.AllowCallsAsync(other);
        await called.PostStatementAsync();
        await other.PostStatementAsync();

        await _number.TextAsync(body);

        foreach (var practice in (ClusterPractice[])[called, other])
        {
            var account = (await practice.Account.GetAsync(default))!;
            Assert.Equal((SwitchState.OptedOut, SwitchState.OptedOut), (account.Text.State, account.Voice.State));
            Assert.Equal(("guarantor", "text", body),
                (account.Voice.ChangedBy, account.Voice.Evidence!.Source, account.Voice.Evidence.Wording));
            Assert.Single(await practice.AuditAsync(), line => line is { Action: "switches.set", Actor: "guarantor" });
            await practice.TickWhenDueAsync();
            Assert.Equal((Status.WillNotSend, Reason.OptedOut), (await practice.HistoryAsync()).Outcome);
        }
    }

    [Fact, Trait("Rule", "47 CFR 64.1200(a)(10)")]
    public async Task A_number_that_no_account_has_yet_is_not_called_for_the_one_that_gets_it()
    {
        var practice = await _number.OpenForCallsAsync();
        await _number.TextAsync("cease and desist", from: "+13125550177");
        await practice.ConfideAsync(new(null, "+13125550177"));
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        Assert.Equal((Status.WillNotSend, Reason.OptedOut), (await practice.HistoryAsync()).Outcome);
    }

    [Fact]
    public async Task Start_lifts_texts_and_no_calls()
    {
        var practice = await _number.OpenForCallsAsync();
        await _number.TextAsync("STOP", "SM-a");

        await _number.TextAsync("START", "SM-b");

        var account = (await practice.Account.GetAsync(default))!;
        Assert.Equal((SwitchState.OptedIn, SwitchState.OptedOut), (account.Text.State, account.Voice.State));
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        Assert.Equal((Status.WillNotSend, Reason.OptedOut), (await practice.HistoryAsync()).Outcome);
    }
}
