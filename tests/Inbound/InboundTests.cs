using BalanceNotifications.Accounts;
using BalanceNotifications.Callbacks;
using BalanceNotifications.Contact;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Inbound;

/// <summary>What guarantors text back, signed and over HTTP, on a cluster with real storage.</summary>
[Collection(ClusterFixture.Name)]
public sealed class InboundTests(ClusterFixture cluster) : IAsyncLifetime
{
    private const string Guarantor = "+13125550123";
    private const string Nothing = """<?xml version="1.0" encoding="UTF-8"?><Response />""";

    private static int Numbers = 5_550_200;

    // A number of each test's own, or the practices of all tests would share one.
    private readonly string _number = $"+1312{Interlocked.Increment(ref Numbers)}";
    private ApiHost _api = null!;

    public async ValueTask InitializeAsync()
    {
        _ = cluster.Services; // skips or fails the test when there is no database
        _api = await cluster.StartApiAsync(SignedRequests.Settings);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Stop_ends_texts_for_every_account_of_every_practice_behind_the_number()
    {
        var first = await OpenAsync();
        var second = await first.WithAccountAsync("100235");
        var other = await OpenAsync();
        await first.PostStatementAsync();

        Assert.Equal(Nothing, await TextAsync("STOP"));

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

    [Theory, Trait("Rule", "47 CFR 64.1200(a)(10)")]
    [InlineData("STOP")]
    [InlineData("please stop calling me")]
    [InlineData("You have the wrong number for Maria")]
    public async Task Who_texts_back_the_number_that_called_is_not_called_again(string body)
    {
        var called = await OpenForCallsAsync();
        var other = await called.WithAccountAsync("100235");
        await AllowCallsAsync(other);
        await called.PostStatementAsync();
        await other.PostStatementAsync();

        await TextAsync(body);

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
        var practice = await OpenForCallsAsync();
        await TextAsync("cease and desist", from: "+13125550177");
        await practice.ConfideAsync(new(null, "+13125550177"));
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        Assert.Equal((Status.WillNotSend, Reason.OptedOut), (await practice.HistoryAsync()).Outcome);
    }

    [Fact]
    public async Task Start_lifts_texts_and_no_calls()
    {
        var practice = await OpenForCallsAsync();
        await TextAsync("STOP", "SM-a");

        await TextAsync("START", "SM-b");

        var account = (await practice.Account.GetAsync(default))!;
        Assert.Equal((SwitchState.OptedIn, SwitchState.OptedOut), (account.Text.State, account.Voice.State));
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        Assert.Equal((Status.WillNotSend, Reason.OptedOut), (await practice.HistoryAsync()).Outcome);
    }

    [Theory]
    [InlineData("STOP")]
    [InlineData("wrong number")]
    public async Task Whoever_has_a_number_that_an_account_is_not_texted_at_ends_that_number_alone(string body)
    {
        var confided = await OpenAsync();
        await confided.ConfideAsync(new(null, "+13125550188"));
        var other = await confided.WithAccountAsync("100235");
        await confided.PostStatementAsync();
        await other.PostStatementAsync();

        await TextAsync(body);

        Assert.Equal(SwitchState.OptedIn, (await confided.Account.GetAsync(default))!.Text.State);
        Assert.Equal(SwitchState.OptedOut, (await other.Account.GetAsync(default))!.Text.State);
        await confided.TickWhenDueAsync();
        await other.TickAsync();
        Assert.Equal(Status.Sent, (await confided.HistoryAsync()).Status);
        Assert.Equal((Status.WillNotSend, Reason.OptedOut), (await other.HistoryAsync()).Outcome);
    }

    [Fact]
    public async Task A_sentence_revokes_and_is_confirmed_once()
    {
        var practice = await OpenAsync();

        var confirmed = await TextAsync("please stop texting me", "SM-a");
        var again = await TextAsync("I said stop texting me", "SM-b");

        Assert.Contains("<Message>North Clinic: You will get no more texts", confirmed, StringComparison.Ordinal);
        Assert.Equal(Nothing, again);
        Assert.Equal("revocation", (await practice.Account.GetAsync(default))!.Text.Reason);
    }

    [Fact]
    public async Task The_same_text_told_again_changes_nothing_and_is_not_confirmed_again()
    {
        var practice = await OpenAsync();

        await TextAsync("wrong number", "SM-a");
        var audited = (await practice.AuditAsync()).Count;
        var again = await TextAsync("wrong number", "SM-a");

        Assert.Equal(Nothing, again);
        Assert.Equal(audited, (await practice.AuditAsync()).Count);
        Assert.Equal("wrongNumber", (await practice.Account.GetAsync(default))!.Text.Reason);
        Assert.Single(await RepliesAsync(practice));
    }

    [Fact]
    public async Task What_died_between_the_number_and_its_accounts_is_finished_by_the_repeat_and_confirmed_once()
    {
        var practice = await OpenAsync();
        await DieAfterTheNumberAsync(practice, "please stop texting me", "SM-a");
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Text.State);

        var repeated = await TextAsync("please stop texting me", "SM-a");
        var again = await TextAsync("please stop texting me", "SM-a");

        Assert.Contains("You will get no more texts", repeated, StringComparison.Ordinal);
        Assert.Equal(Nothing, again);
        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Text.State);
        Assert.Single(await RepliesAsync(practice));
    }

    [Fact]
    public async Task A_repeat_for_a_number_that_was_stopped_before_is_not_confirmed()
    {
        var practice = await OpenAsync();
        await TextAsync("STOP", "SM-a");
        await DieAfterTheNumberAsync(practice, "please stop texting me", "SM-b");

        Assert.Equal(Nothing, await TextAsync("please stop texting me", "SM-b"));
    }

    [Fact]
    public async Task A_number_that_no_account_has_yet_is_stopped_for_the_one_that_gets_it()
    {
        var practice = await OpenAsync();
        await TextAsync("STOP", from: "+13125550177");
        await practice.ConfideAsync(new(null, "+13125550177"));
        await practice.PostStatementAsync();

        await practice.TickWhenDueAsync();

        var refused = await practice.HistoryAsync();
        Assert.Equal((Status.WillNotSend, Reason.OptedOut), (refused.Status, refused.Reason));
    }

    [Fact]
    public async Task Start_lifts_what_stop_set_and_texts_go_out_again()
    {
        var practice = await OpenAsync();
        await TextAsync("STOP", "SM-a");

        Assert.Equal(Nothing, await TextAsync("START", "SM-b"));

        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Text.State);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
    }

    [Fact]
    public async Task An_older_start_that_comes_late_lifts_nothing()
    {
        var practice = await OpenAsync();
        await TextAsync("STOP");
        var stopped = (await practice.Account.GetAsync(default))!.Text.Evidence!.At;

        await practice.Account.HearAsync(
            new(WordMeaning.Start, Guarantor, stopped.AddSeconds(-1), "START"), default);

        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Text.State);
    }

    [Fact]
    public async Task Stop_after_a_merge_hits_the_account_that_is_left()
    {
        var gone = await OpenAsync();
        var left = await gone.WithAccountAsync("100235");
        Assert.Equal(
            MergeOutcome.Merged, (await gone.Account.MergeAsync(new("100235", "same person", "test"), default)).Outcome);

        await TextAsync("STOP");

        Assert.Equal(SwitchState.OptedOut, (await left.Account.GetAsync(default))!.Text.State);
        Assert.NotEmpty(await RepliesAsync(left));
    }

    [Fact]
    public async Task Help_is_answered_with_the_practices_name_and_phone()
    {
        var practice = await OpenAsync();

        var answer = await TextAsync("HELP");

        Assert.Contains("<Message>North Clinic: ", answer, StringComparison.Ordinal);
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Text.State);
    }

    [Fact]
    public async Task An_ordinary_reply_stands_on_the_timeline_of_its_account_alone()
    {
        var practice = await OpenAsync();
        var other = await practice.WithAccountAsync("100235");
        await other.ConfideAsync(new(null, "+13125550188"));
        await TextAsync("I paid <on> Monday");

        var reply = Assert.Single(await RepliesAsync(practice));

        Assert.Equal(
            (WordMeaning.Other, "I paid <on> Monday", _number), (reply.Meaning, reply.Wording, reply.SentTo));
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Text.State);
    }

    [Fact]
    public async Task A_practice_of_another_provider_account_is_left_alone()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text, settings => settings with
        {
            Senders = settings.Senders with { Text = new(_number, null, "another") },
        });

        Assert.Equal(Nothing, await TextAsync("STOP"));

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

        await TextAsync("STOP", service: Service);

        Assert.Equal(SwitchState.OptedOut, (await practice.Account.GetAsync(default))!.Text.State);
    }

    private Task<ClusterPractice> OpenAsync() => ClusterPractice.OpenAsync(
        cluster, Channel.Text, settings => settings with
        {
            Senders = settings.Senders with { Text = new PhoneSender(_number, null, "default") },
        });

    // It calls from the number, and texts from none that anybody could text back.
    private async Task<ClusterPractice> OpenForCallsAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Voice, settings => settings with
        {
            Channels = new(true, true, true),
            Senders = settings.Senders with { Voice = new(_number, null, "default") },
        });
        await AllowCallsAsync(practice);
        return practice;
    }

    private static async Task AllowCallsAsync(ClusterPractice practice)
    {
        var asked = new Evidence(TestClock.MondayAtTen.AddMinutes(-1), "intake form", "yes");
        var set = await practice.Account.SetSwitchesAsync(
            [new(SwitchKind.Voice, SwitchState.OptedIn, "asked", asked)], "test", default);
        Assert.Equal(SetSwitchesOutcome.Applied, set.Outcome);
    }

    // All that is done in the first transaction.
    private async Task DieAfterTheNumberAsync(ClusterPractice practice, string body, string sid)
    {
        var store = new InboundStore(cluster.Postgres.Owner);
        var sender = Assert.Single(await store.FindSendersAsync("default", _number, null, default));
        await store.TakeAsync(
            practice.Scope,
            new(
                $"{sid}{_number}", cluster.Clock.Now, AddressHash.Of(sender.Salt, Channel.Text, Guarantor), _number,
                WordMeaning.Revocation, body),
            default);
    }

    private async Task<string> TextAsync(
        string body, string? sid = null, string from = Guarantor, string? service = null)
    {
        List<(string, string)> form =
        [
            ("MessageSid", sid is null ? $"SM{Guid.CreateVersion7():n}" : $"{sid}{_number}"), ("From", from),
            ("To", _number), ("Body", body),
        ];
        if (service is not null)
        {
            form.Add(("MessagingServiceSid", service));
        }

        var answer = await _api.Client.PostSignedAsync("/callbacks/twilio/inbound?provider=default", form);
        Assert.Equal((200, "text/xml"), (answer.Status, answer.ContentType));
        return answer.Text;
    }

    private async Task<IReadOnlyList<TimelineEntry.Reply>> RepliesAsync(ClusterPractice practice) =>
    [
        .. (await new TimelineReader(cluster.Postgres.Owner).ReadAsync(
            practice.Scope, practice.Key, "100234", (null, 100), default))!.Items.OfType<TimelineEntry.Reply>(),
    ];
}
