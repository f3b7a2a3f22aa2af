using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Inbound;

/// <summary>What a text does to a number before, and without, the accounts that have it.</summary>
[Collection(ClusterFixture.Name)]
public sealed class InboundSuppressionTests(ClusterFixture cluster) : IAsyncLifetime
{
    private TextedNumber _number = null!;

    public async ValueTask InitializeAsync() => _number = await TextedNumber.StartAsync(cluster);

    public ValueTask DisposeAsync() => _number.DisposeAsync();

    [Theory]
    [InlineData("STOP")]
    [InlineData("wrong number")]
    public async Task Whoever_has_a_number_that_an_account_is_not_texted_at_ends_that_number_alone(string body)
    {
        var confided = await _number.OpenAsync();
        await confided.ConfideAsync(new(null, "+13125550188"));
        var other = await confided.WithAccountAsync("100235");
        await confided.PostStatementAsync();
        await other.PostStatementAsync();

        await _number.TextAsync(body);

        Assert.Equal(SwitchState.OptedIn, (await confided.Account.GetAsync(default))!.Text.State);
        Assert.Equal(SwitchState.OptedOut, (await other.Account.GetAsync(default))!.Text.State);
        await confided.TickWhenDueAsync();
        await other.TickAsync();
        Assert.Equal(Status.Sent, (await confided.HistoryAsync()).Status);
        Assert.Equal((Status.WillNotSend, Reason.OptedOut), (await other.HistoryAsync()).Outcome);
    }

    [Fact]
    public async Task What_died_between_the_number_and_its_accounts_is_finished_by_the_repeat_and_confirmed_once()
    {
        var practice = await _number.OpenAsync();
        await _number.DieAfterItStoodAsync(practice, "please stop texting me", "SM-a");
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Text.State);

        var repeated = await _number.TextAsync("please stop texting me", "SM-a");
        var again = await _number.TextAsync("please stop texting me", "SM-a");

        Assert.Contains("You will get no more texts", repeated, StringComparison.Ordinal);
        Assert.Equal(TextedNumber.Nothing, again);
        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Text.State);
        Assert.Single(await _number.RepliesAsync(practice));
    }

    [Fact]
    public async Task A_repeat_for_a_number_that_was_stopped_before_is_not_confirmed()
    {
        var practice = await _number.OpenAsync();
        await _number.TextAsync("STOP", "SM-a");
        await _number.DieAfterItStoodAsync(practice, "please stop texting me", "SM-b");

        Assert.Equal(TextedNumber.Nothing, await _number.TextAsync("please stop texting me", "SM-b"));
    }

    [Fact]
    public async Task A_number_that_no_account_has_yet_is_stopped_for_the_one_that_gets_it()
    {
        var practice = await _number.OpenAsync();
        await _number.TextAsync("STOP", from: "+13125550177");
        await practice.ConfideAsync(new(null, "+13125550177"));
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        var refused = await practice.HistoryAsync();
        Assert.Equal((Status.WillNotSend, Reason.OptedOut), (refused.Status, refused.Reason));
    }

    [Fact]
    public async Task Start_lifts_what_stop_set_and_texts_go_out_again()
    {
        var practice = await _number.OpenAsync();
        await _number.TextAsync("STOP", "SM-a");

        Assert.Equal(TextedNumber.Nothing, await _number.TextAsync("START", "SM-b"));

        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Text.State);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
    }

    [Fact]
    public async Task An_older_start_that_comes_late_lifts_nothing()
    {
        var practice = await _number.OpenAsync();
        await _number.TextAsync("STOP");
        var stopped = (await practice.Account.GetAsync(default))!.Text.Evidence!.At;

        await practice.Account.HearAsync(
            new(WordMeaning.Start, TextedNumber.Guarantor, stopped.AddSeconds(-1), "START"), default);

        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Text.State);
    }
}
