using BalanceNotifications.Accounts;
using BalanceNotifications.Budgets;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Practices;
using BalanceNotifications.Upkeep;
using Microsoft.Extensions.DependencyInjection;

namespace BalanceNotifications.Callbacks;

/// <summary>Calls to a practice's own people that speak a template with sample values, as Twilio would walk them.</summary>
[Collection(ClusterFixture.Name)]
public sealed class TestCallTests(ClusterFixture cluster, PlacedCalls calls) : IClassFixture<PlacedCalls>
{
    private const string Recipient = "+13125550199";

    [Fact]
    public async Task It_is_walked_like_any_other_call_and_says_the_sample_behind_the_key()
    {
        var practice = await OpenAsync();
        var phone = await CallAsync(practice);

        await phone.AnswerAsync();
        Assert.StartsWith("Hello. This is an automated call from North Clinic.", phone.Heard, StringComparison.Ordinal);
        Assert.Contains("If you are Ann, press 1.", phone.Heard, StringComparison.Ordinal);
        Assert.DoesNotContain("120", phone.Heard, StringComparison.Ordinal);

        await phone.PressAsync("1");
        var first = phone.Heard;
        Assert.StartsWith("[TEST] You owe $120.00", first, StringComparison.Ordinal);
        await phone.PressAsync("1");
        Assert.Equal(first, phone.Heard);
        await phone.PressAsync("2");
        Assert.StartsWith("Our telephone number is 3 1 2, 5 5 5, 0 1 0 0.", phone.Heard, StringComparison.Ordinal);
        await phone.PressAsync("5");
        Assert.Equal("You can reach us at 3 1 2, 5 5 5, 0 1 0 0. Thank you, and goodbye.", phone.Heard);
    }

    [Fact]
    public async Task The_message_cannot_be_reached_past_the_question_who_is_listening()
    {
        var phone = await CallAsync(await OpenAsync());

        await phone.SkipToAsync("message");

        Assert.Contains("If you are Ann, press 1.", phone.Heard, StringComparison.Ordinal);
        Assert.DoesNotContain("120", phone.Heard, StringComparison.Ordinal);
        await phone.PressAsync("7");
        Assert.Equal(("Goodbye.", false), (phone.Heard, phone.Asks));
    }

    [Fact]
    public async Task Nine_in_it_opts_nobody_out_even_where_the_number_is_a_guarantors()
    {
        var practice = await OpenAsync("+13125550123"); // the account's own
        await PlacedCalls.AllowAsync(practice);
        var changes = (await practice.AuditAsync()).Count;
        var phone = await CallAsync(practice, "+13125550123");
        await phone.AnswerAsync();

        await phone.PressAsync("9");

        Assert.StartsWith("You will get no more automated calls", phone.Heard, StringComparison.Ordinal);
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Voice.State);
        Assert.Equal(
            (0, changes), (await practice.SuppressedAsync("+13125550123", Channel.Voice), (await practice.AuditAsync()).Count));
    }

    [Theory]
    [InlineData("machine_end_beep", "Hello. This is North Clinic. Please call us back at 3 1 2, 5 5 5, 0 1 0 0. Again, our number is "
        + "3 1 2, 5 5 5, 0 1 0 0. Thank you.")]
    [InlineData("fax", "")]
    public async Task A_machine_hears_what_it_would_of_a_guarantors_call(string answeredBy, string heard)
    {
        var phone = await CallAsync(await OpenAsync());

        await phone.AnswerAsync(answeredBy);

        Assert.Equal(heard, phone.Heard);
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("busy")]
    [InlineData("no-answer")]
    [InlineData("failed")]
    public async Task What_Twilio_tells_of_its_end_is_taken_and_changes_nothing(string status)
    {
        var practice = await OpenAsync();
        var phone = await CallAsync(practice);
        var before = await TestAsync(practice);

        await phone.EndAsync(status, ("CallDuration", "20"), ("SipResponseCode", "404"));
        await phone.EndAsync(status, ("CallDuration", "20"), ("SipResponseCode", "404"));

        Assert.Empty(await practice.CountsAsync());
        Assert.Equal(before, await TestAsync(practice));
        Assert.Equal(SwitchState.OptedIn, (await practice.Account.GetAsync(default))!.Text.State);
    }

    [Fact]
    public async Task Its_words_are_read_in_the_language_that_was_asked_for()
    {
        var phone = await CallAsync(await OpenAsync(), body: new { language = "es-MX" });

        await phone.AnswerAsync();

        Assert.StartsWith("Hola. Esta es una llamada automática de North Clinic.", phone.Heard, StringComparison.Ordinal);
        Assert.All(phone.Languages, language => Assert.Equal("es-MX", language));
    }

    [Fact]
    public async Task Another_account_of_Twilio_hears_nothing_and_confirms_nothing()
    {
        var phone = await CallAsync(await OpenAsync());
        var path = new Uri(calls.At(Recipient).Form["Url"]).AbsolutePath;

        foreach (var step in (string[])["", "/identity", "/message"])
        {
            var answer = await calls.Client.PostSignedAsync(
                $"{path}{step}?provider=second", [("Digits", "1"), ("To", Recipient)], "token-of-second");
            Assert.Equal((200, "<Response><Hangup /></Response>"), (answer.Status, answer.Text));
        }

        await phone.SkipToAsync("message");
        Assert.DoesNotContain("120", phone.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collectors_machine_message_needs_a_name_here_too()
    {
        var phone = await CallAsync(await OpenAsync(settings: settings => settings with { CollectorMode = true }));

        await phone.AnswerAsync("machine_end_beep");

        Assert.Equal("", phone.Heard);
    }

    [Fact]
    public async Task What_Twilio_refuses_is_said_with_its_code_and_a_call_without_a_number_to_call_back_is_not_placed()
    {
        var (practice, silent) = (await OpenAsync(), await OpenAsync(settings: settings => settings with { Phone = null }));
        cluster.Twilio.Refuse(400, 21210);
        try
        {
            var refused = await AskAsync(practice);
            Assert.Equal(("rejected", "twilio 21210"), ((string)refused.Body["outcome"]!, (string)refused.Body["reason"]!));
        }
        finally
        {
            cluster.Twilio.OnRequest = TwilioStandIn.TakeAsync;
        }

        Assert.Equal("senderNotConfigured", (string)(await AskAsync(silent)).Body["reason"]!);
    }

    [Fact]
    public async Task A_call_whose_words_cannot_be_kept_is_not_placed_and_costs_no_budget()
    {
        var practice = await OpenAsync(settings: settings => settings with
        {
            Senders = settings.Senders with { Voice = new(ClusterFixture.MeteredNumber, null, "default") },
        });
        var requests = cluster.Twilio.Requests.Count;
        await using (await practice.ForbidAsync("insert on test_call"))
        {
            Assert.Equal(503, (await AskAsync(practice)).Status);
        }

        Assert.Equal(requests, cluster.Twilio.Requests.Count);
        Assert.Equal(1, await cluster.ExhaustAsync(practice));
    }

    [Fact]
    public async Task The_go_live_check_asks_for_one()
    {
        var practice = await OpenAsync();
        Assert.False(await TestAsync(practice));

        await CallAsync(practice);

        Assert.True(await TestAsync(practice));
    }

    [Fact]
    public async Task Its_words_are_known_for_a_day()
    {
        var practice = await OpenAsync();
        var phone = await CallAsync(practice);
        await ClearAfterAsync(practice, hours: 23);
        await phone.AnswerAsync();
        Assert.True(phone.Asks);

        await ClearAfterAsync(practice, hours: 25);

        await phone.AnswerAsync();
        Assert.Equal(("", false), (phone.Heard, phone.Asks));
    }

    private async Task ClearAfterAsync(ClusterPractice practice, int hours)
    {
        await practice.ExecuteAsync(
            "update test_call set placed_at = bn_now() - $2 * interval '1 hour' where practice_id = $1",
            Database.Value(practice.Id), Database.Value(hours));
        await cluster.Services.GetRequiredService<Leftovers>().DropTestCallsAsync(default, bite: 1);
    }

    private Task<ClusterPractice> OpenAsync(
        string recipient = Recipient, Func<PracticeSettings, PracticeSettings>? settings = null) =>
        ClusterPractice.OpenAsync(cluster, Channel.Voice, of => (settings ?? (s => s))(of with
        {
            Channels = new(false, false, true),
            Senders = of.Senders with { Voice = new("+13125550112", null, "default") },
            TestRecipients = new(null, recipient),
        }));

    private async Task<CalledPhone> CallAsync(ClusterPractice practice, string recipient = Recipient, object? body = null)
    {
        var sent = await AskAsync(practice, body);
        Assert.Equal((200, "accepted"), (sent.Status, (string?)sent.Body["outcome"]));
        var call = calls.At(recipient);
        Assert.Equal((string?)sent.Body["providerId"], call.Sid);
        return new(calls.Client, call.Form, call.Sid);
    }

    private Task<Answer> AskAsync(ClusterPractice practice, object? body = null) => calls.Client.AskAsync(
        HttpMethod.Post, $"/v1/practices/{practice.Slug}/templates/{practice.Template.Id}/test", ApiKeys.Admin, body);

    private async Task<bool?> TestAsync(ClusterPractice practice)
    {
        var answer = await calls.Client.AskAsync(HttpMethod.Get, $"/v1/practices/{practice.Slug}/go-live", ApiKeys.Admin);
        return (bool?)Assert.Single(
            answer.Body["checks"]!.AsArray(), check => (string)check!["id"]! == "test.voice")!["ok"];
    }
}
