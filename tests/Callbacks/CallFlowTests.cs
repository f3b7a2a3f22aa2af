using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Callbacks;

/// <summary>Calls from the statement to what they come to, as Twilio would walk them: real silos, api and storage.</summary>
[Collection(ClusterFixture.Name)]
public sealed class CallFlowTests(ClusterFixture cluster) : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await cluster.StartApiAsync(
        [.. SignedRequests.Settings, ("Callbacks:Twilio:Accounts:second:AuthToken", "token-of-second")]);

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Rule", "V92")]
    public async Task The_amount_is_said_only_behind_the_key_that_confirms_who_is_listening()
    {
        var (practice, phone) = await CallAsync();

        await phone.AnswerAsync();
        Assert.StartsWith("Hello. This is an automated call from North Clinic.", phone.Heard, StringComparison.Ordinal);
        Assert.Contains("If you are Ann, press 1.", phone.Heard, StringComparison.Ordinal);
        Assert.DoesNotContain("120", phone.Heard, StringComparison.Ordinal);
        Assert.DoesNotContain("Lee", phone.Heard, StringComparison.Ordinal);
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);

        await phone.PressAsync("1");
        Assert.Contains("You owe $120.00", phone.Heard, StringComparison.Ordinal);
        Assert.Equal(Status.Delivered, (await practice.HistoryAsync()).Status);

        await phone.EndAsync("completed", ("AnsweredBy", "human"), ("CallDuration", "61"));
        var shown = await practice.ShownAsync();
        Assert.Equal((Status.Delivered, null, 61), (shown.Status, shown.Reason, shown.Seconds));
        Assert.Equal((1L, 2L), await MinutesAsync(practice));
    }

    [Fact, Trait("Rule", "V94")]
    public async Task History_is_filtered_by_calls()
    {
        var (practice, _) = await CallAsync();

        Assert.Equal(1, (await practice.CountsAsync(Channel.Voice)).Sum(count => count.Count));
        Assert.Empty(await practice.CountsAsync(Channel.Text));
    }

    [Fact]
    public async Task The_message_is_repeated_and_the_number_told_as_often_as_asked_for()
    {
        var (practice, phone) = await CallAsync();
        await phone.AnswerAsync();
        await phone.PressAsync("1");
        var first = phone.Heard;

        await phone.PressAsync("1");
        Assert.Equal(first, phone.Heard);
        await phone.PressAsync("2");
        Assert.StartsWith("Our telephone number is 3 1 2, 5 5 5, 0 1 0 0.", phone.Heard, StringComparison.Ordinal);
        await phone.PressAsync("5");

        Assert.Equal("You can reach us at 3 1 2, 5 5 5, 0 1 0 0. Thank you, and goodbye.", phone.Heard);
        Assert.Equal(
            [Status.Scheduled, Status.Sending, Status.Sent, Status.Delivered], (await practice.HistoryAsync()).Trail);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("*")]
    public async Task Whoever_does_not_confirm_hears_goodbye_and_nothing_else(string key)
    {
        var (practice, phone) = await CallAsync();
        await phone.AnswerAsync("unknown");

        await phone.PressAsync(key);
        await phone.EndAsync("completed", ("AnsweredBy", "unknown"), ("CallDuration", "20"));

        Assert.Equal(("Goodbye.", false), (phone.Heard, phone.Asks));
        var shown = await practice.ShownAsync();
        Assert.Equal((Status.Sent, Reason.NotConfirmed, 20), (shown.Status, shown.Reason, shown.Seconds));
    }

    [Fact]
    public async Task The_message_cannot_be_reached_past_the_question_who_is_listening()
    {
        var (_, phone) = await CallAsync();

        await phone.SkipToAsync("message");

        Assert.DoesNotContain("120", phone.Heard, StringComparison.Ordinal);
        await phone.PressAsync("1");
        Assert.Contains("$120.00", phone.Heard, StringComparison.Ordinal);
    }

    [Theory, Trait("Rule", "12 CFR 1006.2(j)")]
    [InlineData("machine_end_beep")]
    [InlineData("machine_end_silence")]
    [InlineData("machine_end_other")]
    public async Task A_machine_takes_who_called_and_the_number_and_no_more(string answeredBy)
    {
        var (practice, phone) = await CallAsync();

        await phone.AnswerAsync(answeredBy);
        await phone.EndAsync("completed", ("AnsweredBy", answeredBy), ("CallDuration", "25"));

        Assert.Equal(
            "Hello. This is North Clinic. Please call us back at 3 1 2, 5 5 5, 0 1 0 0. Again, our number is "
            + "3 1 2, 5 5 5, 0 1 0 0. Thank you.",
            phone.Heard);
        var shown = await practice.ShownAsync();
        Assert.Equal((Status.Sent, Reason.AnsweringMachine, 25), (shown.Status, shown.Reason, shown.Seconds));
    }

    [Theory, Trait("Rule", "12 CFR 1006.2(j)")]
    [InlineData(null, "")]
    [InlineData("Beth", "Hello. This is NC Office. Please call us back at 3 1 2, 5 5 5, 0 1 0 0, and ask for Beth. Again, "
        + "our number is 3 1 2, 5 5 5, 0 1 0 0. Thank you.")]
    public async Task A_collector_leaves_a_message_only_where_it_names_a_person(string? askFor, string heard)
    {
        var (_, phone) = await CallAsync(settings => settings with
        {
            CollectorMode = true,
            Senders = settings.Senders with
            {
                Voice = settings.Senders.Voice! with { SpokenName = "NC Office", AskFor = askFor },
            },
        });

        await phone.AnswerAsync("machine_end_beep");

        Assert.Equal(heard, phone.Heard);
    }

    [Fact]
    public async Task A_machine_stays_a_machine_where_the_end_does_not_say_so()
    {
        var (practice, phone) = await CallAsync();

        await phone.AnswerAsync("machine_end_beep");
        await phone.EndAsync("completed", ("CallDuration", "25"));

        var shown = await practice.ShownAsync();
        Assert.Equal((Status.Sent, Reason.AnsweringMachine, 25), (shown.Status, shown.Reason, shown.Seconds));
    }

    [Fact]
    public async Task A_fax_is_hung_up_on()
    {
        var (practice, phone) = await CallAsync();

        await phone.AnswerAsync("fax");
        await phone.EndAsync("completed", ("AnsweredBy", "fax"), ("CallDuration", "2"));

        Assert.Equal("", phone.Heard);
        var history = await practice.HistoryAsync();
        Assert.Equal((Status.UndeliverableCanRetry, Reason.Fax), (history.Status, history.Reason));
    }

    [Fact, Trait("Rule", "V95")]
    public async Task A_line_that_is_busy_three_times_is_called_no_fourth_time()
    {
        var (practice, phone) = await CallAsync();
        var id = (await practice.HistoryAsync()).Id;

        await phone.EndAsync("busy", ("SipResponseCode", "486"));
        await phone.EndAsync("busy", ("SipResponseCode", "486")); // told twice
        await practice.TickAfterAsync(TimeSpan.FromMinutes(29));
        Assert.Single(CallsOf(id));
        await practice.TickAfterAsync(TimeSpan.FromMinutes(2));
        await PhoneOf(id).EndAsync("no-answer");
        await practice.TickAfterAsync(TimeSpan.FromMinutes(119));
        Assert.Equal(2, CallsOf(id).Count);
        await practice.TickAfterAsync(TimeSpan.FromMinutes(2));
        await PhoneOf(id).EndAsync("busy");
        await practice.TickAfterAsync(TimeSpan.FromHours(3));

        Assert.Equal(3, CallsOf(id).Count);
        var history = await practice.HistoryAsync();
        Assert.Equal((Status.UndeliverableCanRetry, "twilio busy", 3), (history.Status, history.Reason, history.Attempts));
    }

    [Fact]
    public async Task What_would_be_tried_again_after_closing_waits_for_the_morning()
    {
        var (practice, phone) = await CallAsync();
        cluster.Clock.Now = TestClock.MondayAtTen.AddHours(9).AddMinutes(50); // 19:50 in Chicago in winter
        await phone.EndAsync("no-answer");

        await practice.TickAfterAsync(TimeSpan.FromMinutes(80));

        Assert.Single(CallsOf((await practice.HistoryAsync()).Id));
        Assert.Equal(
            (Status.Deferred, Reason.OutsideHours),
            ((await practice.HistoryAsync()).Status, (await practice.HistoryAsync()).Reason));
    }

    [Theory, Trait("Rule", "47 CFR 64.1200(a)(10)")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nine_stops_calls_to_that_number_at_once_wherever_it_is_pressed(bool confirmed)
    {
        var (practice, phone) = await CallAsync();
        var other = await practice.WithAccountAsync("200345");
        await AllowCallsAsync(other);
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
        var (practice, phone) = await CallAsync(settings => settings with
        {
            Mode = PracticeMode.Test,
            TestRecipients = new(null, "+13125550199"),
        });
        await phone.AnswerAsync();

        await phone.PressAsync("9");

        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Voice.State);
    }

    [Fact]
    public async Task What_was_paid_between_dialling_and_answering_is_not_asked_for()
    {
        var (practice, phone) = await CallAsync();
        await practice.PayAsync(120);
        await phone.AnswerAsync();

        await phone.PressAsync("1");
        await phone.EndAsync("completed", ("AnsweredBy", "human"), ("CallDuration", "15"));

        Assert.Equal("Thank you. There is nothing that you need to do. Goodbye.", phone.Heard);
        var shown = await practice.ShownAsync();
        Assert.Equal((Status.Sent, Reason.NothingToSay), (shown.Status, shown.Reason));
    }

    [Fact]
    public async Task A_machine_is_not_asked_to_call_back_about_what_was_paid()
    {
        var (practice, phone) = await CallAsync();
        await practice.PayAsync(120);

        await phone.AnswerAsync("machine_end_beep");

        Assert.Equal("", phone.Heard);
    }

    [Fact]
    public async Task A_number_that_does_not_exist_ends_calls_and_no_other_channel()
    {
        var (practice, phone) = await CallAsync();

        await phone.EndAsync("failed", ("SipResponseCode", "404"));

        var account = (await practice.Account.GetAsync(default))!;
        Assert.Equal((SwitchState.ErroredOut, SwitchState.OptedIn), (account.Voice.State, account.Text.State));
        var history = await practice.HistoryAsync();
        Assert.Equal((Status.UndeliverablePermanent, "twilio sip 404"), (history.Status, history.Reason));
    }

    [Fact]
    public async Task A_fault_of_ours_leaves_the_guarantor_alone()
    {
        var (practice, phone) = await CallAsync();

        await phone.EndAsync("failed", ("ErrorCode", "13227"), ("SipResponseCode", "404"));

        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Voice.State);
        Assert.Equal(Status.Deferred, (await practice.HistoryAsync()).Status);
    }

    [Fact, Trait("Rule", "12 CFR 1006.14(b)(2)(i)(B)")]
    public async Task A_collector_does_not_call_within_seven_days_of_a_conversation()
    {
        var (practice, phone) = await CallAsync(settings => settings with { CollectorMode = true });
        await phone.AnswerAsync();
        await phone.PressAsync("1");
        await phone.EndAsync("completed", ("AnsweredBy", "human"), ("CallDuration", "30"));

        await practice.PostStatementAsync("S-2");
        await practice.TickAfterAsync(TimeSpan.FromHours(1));

        Assert.Equal(["frequencyCap: conversation"], await practice.ReasonsAsync("S-2", Status.WillNotSend));
    }

    [Fact]
    public async Task A_guarantor_hears_his_own_language()
    {
        var (practice, phone) = await CallAsync(language: "es-MX");

        await phone.AnswerAsync();

        Assert.StartsWith("Hola. Esta es una llamada automática de North Clinic.", phone.Heard, StringComparison.Ordinal);
        Assert.All(phone.Languages, language => Assert.Equal("es-MX", language));
        await phone.PressAsync("1");
        Assert.Equal(["en-US", "es-MX", "es-MX"], phone.Languages); // the template knows no Spanish
    }

    [Fact]
    public async Task Nobody_but_Twilio_hears_anything()
    {
        var (practice, _) = await CallAsync();
        var path = $"/callbacks/twilio/voice/{(await practice.HistoryAsync()).Id:n}?provider=default";

        Assert.Equal(403, (await _api.Client.PostSignedAsync(path, [("AnsweredBy", "human")], token: "wrong")).Status);
        Assert.Equal(403, (await _api.Client.PostSignedAsync(path, [("AnsweredBy", "human")], token: null)).Status);
    }

    [Fact]
    public async Task Another_account_of_Twilio_hears_nothing_and_ends_nothing()
    {
        var (practice, _) = await CallAsync();
        var path = $"/callbacks/twilio/voice/{(await practice.HistoryAsync()).Id:n}";

        foreach (var step in (string[])["", "/identity", "/message"])
        {
            var answer = await _api.Client.PostSignedAsync(
                $"{path}{step}?provider=second", [("Digits", "9"), ("To", "+13125550123")], "token-of-second");
            Assert.Equal((200, "<Response><Hangup /></Response>"), (answer.Status, answer.Text));
        }

        var status = await _api.Client.PostSignedAsync(
            $"{path}/status?provider=second", [("CallStatus", "busy")], "token-of-second");

        Assert.Equal(204, status.Status);
        Assert.Equal(Status.Sent, (await practice.HistoryAsync()).Status);
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Voice.State);
    }

    [Fact]
    public async Task A_call_that_nobody_placed_is_hung_up()
    {
        var answer = await _api.Client.PostSignedAsync(
            $"/callbacks/twilio/voice/{Guid.CreateVersion7():n}?provider=default", [("AnsweredBy", "human")]);

        Assert.Equal((200, "<Response><Hangup /></Response>"), (answer.Status, answer.Text));
    }

    private async Task<(ClusterPractice Practice, CalledPhone Phone)> CallAsync(
        Func<PracticeSettings, PracticeSettings>? settings = null, string? language = null)
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Voice, of => (settings ?? (s => s))(of with
        {
            Channels = new(true, true, true),
            Senders = of.Senders with { Voice = new("+13125550112", null, "default") },
        }));
        await AllowCallsAsync(practice, language);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        return (practice, PhoneOf((await practice.HistoryAsync()).Id));
    }

    private static async Task AllowCallsAsync(ClusterPractice practice, string? language = null)
    {
        var asked = new Evidence(TestClock.MondayAtTen.AddMinutes(-1), "intake form", "yes");
        var result = await practice.Account.SetSwitchesAsync(
            [new(SwitchKind.Voice, SwitchState.OptedIn, "asked", asked)], "test", default);
        Assert.Equal(SetSwitchesOutcome.Applied, result.Outcome);
        if (language is not null)
        {
            await practice.Account.SaveAsync(
                new SaveAccount(
                    ClusterPractice.Number, new AccountDetails(Language: language), AccountFields.Language,
                    new SwitchPatch(), null, null, null, "test"),
                default);
        }
    }

    private IReadOnlyList<Fixtures.TwilioRequest> CallsOf(Guid notification) =>
    [
        .. cluster.Twilio.Requests.Where(request =>
            request.Form.GetValueOrDefault("Url")?.Contains($"{notification:n}", StringComparison.Ordinal) is true),
    ];

    private CalledPhone PhoneOf(Guid notification)
    {
        var call = CallsOf(notification)[^1];
        return new(_api.Client, call.Form, call.Sid);
    }

    private static async Task<(long Calls, long Minutes)> MinutesAsync(ClusterPractice practice)
    {
        var counts = await practice.CountsAsync();
        return (counts.Sum(count => count.Count), counts.Sum(count => count.Minutes));
    }
}
