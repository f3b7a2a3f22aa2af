using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Inbound;

/// <summary>What guarantors text back, signed and over HTTP, on a cluster with real storage.</summary>
[Collection(ClusterFixture.Name)]
public sealed class InboundTests(ClusterFixture cluster) : IAsyncLifetime
{
    private TextedNumber _number = null!;

    public async ValueTask InitializeAsync() => _number = await TextedNumber.StartAsync(cluster);

    public ValueTask DisposeAsync() => _number.DisposeAsync();

    [Fact]
    public async Task Stop_ends_texts_for_every_account_of_every_practice_behind_the_number()
    {
        var first = await _number.OpenAsync();
        var second = await first.WithAccountAsync("100235");
        var other = await _number.OpenAsync();
        await first.PostStatementAsync();

        Assert.Equal(TextedNumber.Nothing, await _number.TextAsync("STOP"));

        foreach (var practice in (ClusterPractice[])[first, second, other])
        {
            var text = (await practice.Account.GetAsync(default))!.Text;
            Assert.Equal(SwitchState.OptedOut, text.State);
            Assert.Equal(("stop", "guarantor", "text", "STOP"),
                (text.Reason, text.ChangedBy, text.Evidence!.Source, text.Evidence.Wording));
        }

        await first.TickWhenDueAsync();
        var refused = await first.HistoryAsync();
        Assert.Equal((Status.WillNotSend, Reason.OptedOut), (refused.Status, refused.Reason));
    }

    [Fact]
    public async Task A_sentence_revokes_and_is_confirmed_once()
    {
        var practice = await _number.OpenAsync();

        var confirmed = await _number.TextAsync("please stop texting me", "SM-a");
        var again = await _number.TextAsync("I said stop texting me", "SM-b");

        Assert.Contains("<Message>North Clinic: You will get no more texts", confirmed, StringComparison.Ordinal);
        Assert.Equal(TextedNumber.Nothing, again);
        Assert.Equal("revocation", (await practice.Account.GetAsync(default))!.Text.Reason);
    }

    [Fact]
    public async Task The_same_text_told_again_changes_nothing_and_is_not_confirmed_again()
    {
        var practice = await _number.OpenAsync();

        await _number.TextAsync("wrong number", "SM-a");
        var audited = (await practice.AuditAsync()).Count;
        var again = await _number.TextAsync("wrong number", "SM-a");

        Assert.Equal(TextedNumber.Nothing, again);
        Assert.Equal(audited, (await practice.AuditAsync()).Count);
        Assert.Equal("wrongNumber", (await practice.Account.GetAsync(default))!.Text.Reason);
        Assert.Single(await _number.RepliesAsync(practice));
    }

    [Fact]
    public async Task Stop_after_a_merge_hits_the_account_that_is_left()
    {
        var gone = await _number.OpenAsync();
        var left = await gone.WithAccountAsync("100235");
        Assert.Equal(
            MergeOutcome.Merged, (await gone.Account.MergeAsync(new("100235", "same person", "test"), default)).Outcome);

        await _number.TextAsync("STOP");

        Assert.Equal(SwitchState.OptedOut, (await left.Account.GetAsync(default))!.Text.State);
        Assert.NotEmpty(await _number.RepliesAsync(left));
    }

    [Fact]
    public async Task Help_is_answered_with_the_practices_name_and_phone()
    {
        var practice = await _number.OpenAsync();

        var answer = await _number.TextAsync("HELP");

        Assert.Contains("<Message>North Clinic: ", answer, StringComparison.Ordinal);
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Text.State);
    }

    [Fact]
    public async Task An_ordinary_reply_stands_on_the_timeline_of_its_account_alone()
    {
        var practice = await _number.OpenAsync();
        var other = await practice.WithAccountAsync("100235");
        await other.ConfideAsync(new(null, "+13125550188"));
        await _number.TextAsync("I paid <on> Monday");

        var reply = Assert.Single(await _number.RepliesAsync(practice));

        Assert.Equal(
            (WordMeaning.Other, "I paid <on> Monday", _number.Number), (reply.Meaning, reply.Wording, reply.SentTo));
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Text.State);
    }

    [Fact]
    public async Task A_practice_of_another_provider_account_is_left_alone()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text, settings => settings with
        {
            Senders = settings.Senders with { Text = new(_number.Number, null, "another") },
        });

        Assert.Equal(TextedNumber.Nothing, await _number.TextAsync("STOP"));

        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Text.State);
    }

    [Fact]
    public async Task A_service_that_picks_the_number_stops_as_well()
    {
        const string Service = "MG0123456789abcdef0123456789abcdef";
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text, settings => settings with
        {
            Senders = settings.Senders with { Text = new(null, Service, "default") },
        });

        await _number.TextAsync("STOP", service: Service);

        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Text.State);
    }
}
