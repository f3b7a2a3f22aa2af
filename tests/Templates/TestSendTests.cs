using BalanceNotifications.Budgets;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Senders;

namespace BalanceNotifications.Templates;

/// <summary>Test messages to the practice's own people, and the check before going live, with an api beside the cluster.</summary>
[Collection(ClusterFixture.Name)]
public sealed class TestSendTests(ClusterFixture cluster, ClusterApi api) : IClassFixture<ClusterApi>
{
    [Fact]
    public async Task A_sample_goes_to_the_practices_own_people_also_when_it_is_live_and_says_that_it_is_a_test()
    {
        var practice = await OpenAsync();
        await practice.PostStatementAsync();

        var recipient = (string)(await api.GetAsync(Path(practice))).Body["testRecipients"]!["email"]!;

        var sent = await api.PostAsync($"{Path(practice)}/templates/{practice.Template.Id}/test");

        Assert.Equal((200, "accepted"), (sent.Status, (string)sent.Body["outcome"]!));
        var mail = Assert.Single(cluster.Relay.Received, mail =>
            mail.Message.To.Mailboxes.Single().Address == recipient);
        Assert.StartsWith("[TEST] Your balance", mail.Message.Subject, StringComparison.Ordinal);
        Assert.Contains("[TEST]", mail.Message.TextBody, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(practice)); // the statement's own
        Assert.Single((await api.GetAsync($"{Path(practice)}/audit")).Body["items"]!.AsArray(), line =>
            (string)line!["action"]! == "template.tested");
    }

    [Fact]
    public async Task What_the_provider_refuses_is_said_with_its_code()
    {
        var practice = await OpenAsync();
        cluster.Relay.Answer("RCPT", "550 5.1.1 nobody");

        var refused = await api.PostAsync($"{Path(practice)}/templates/{practice.Template.Id}/test");

        Assert.Equal((200, "rejected"), (refused.Status, (string)refused.Body["outcome"]!));
        Assert.StartsWith("smtp 550", (string)refused.Body["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_counts_against_the_budget_of_its_sender_and_waits_where_there_is_none()
    {
        var practice = await OpenAsync(provider: "metered");
        var path = $"{Path(practice)}/templates/{practice.Template.Id}/test";
        var answers = new List<Answer>();

        // A slot of half a minute holds four.
        for (var asked = 0; asked < 5; asked++)
        {
            answers.Add(await api.PostAsync(path));
        }

        Assert.All(answers.SkipLast(1), answer => Assert.Equal("accepted", (string)answer.Body["outcome"]!));
        Assert.Equal(
            ("deferred", "noBudget"), ((string)answers[^1].Body["outcome"]!, (string)answers[^1].Body["reason"]!));
    }

    [Fact]
    public async Task A_test_that_no_relay_hears_of_costs_no_budget()
    {
        var practice = await OpenAsync(provider: "metered");
        await using (await BusyRelay.MakeAsync(cluster))
        {
            var answer = await api.PostAsync($"{Path(practice)}/templates/{practice.Template.Id}/test");

            Assert.Equal(
                ("deferred", "tryLater"), ((string)answer.Body["outcome"]!, (string)answer.Body["reason"]!));
        }

        Assert.Equal(4, await cluster.ExhaustAsync(practice));
    }

    [Fact]
    public async Task A_test_of_a_sender_whose_breaker_is_open_does_not_leave()
    {
        var practice = await OpenAsync();
        await new BreakerStore(cluster.Postgres.Owner, cluster.Clock).ChangeAsync(
            practice.Sender,
            breaker => breaker with { OpenedAt = cluster.Clock.Now, ProbeAt = cluster.Clock.Now.AddMinutes(1) },
            default);
        var commands = cluster.Relay.Commands.Count;

        var refused = await api.PostAsync($"{Path(practice)}/templates/{practice.Template.Id}/test");

        Assert.Equal(
            (200, "deferred", "breakerOpen"),
            (refused.Status, (string)refused.Body["outcome"]!, (string)refused.Body["reason"]!));
        Assert.Equal(commands, cluster.Relay.Commands.Count);
    }

    [Fact]
    public async Task Without_a_recipient_nothing_is_sent_and_too_many_are_refused()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var path = $"{Path(practice)}/templates/{practice.Template.Id}/test";

        var answers = new List<Answer>();
        for (var asked = 0; asked <= TestSendLimit.PerMinute; asked++)
        {
            answers.Add(await api.PostAsync(path));
        }

        Assert.All(answers.SkipLast(1), answer => Assert.Equal((409, "noTestRecipient"), (answer.Status, answer.Code)));
        Assert.Equal((429, "tooManyTests"), (answers[^1].Status, answers[^1].Code));
    }

    [Fact]
    public async Task The_go_live_check_says_what_is_missing_until_nothing_is()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, settings: settings => settings with
        {
            Channels = new(Email: true, Text: false, Voice: false),
            Senders = settings.Senders with { Email = settings.Senders.Email! with { Provider = "nobody" } },
            Phone = null,
        });
        var before = await api.GetAsync($"{Path(practice)}/go-live");

        Assert.Equal((200, false), (before.Status, (bool)before.Body["ready"]!));
        Assert.Equal(
            ["phone", "provider.email", "test.email", "testRecipient.email"],
            Failed(before).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_practice_that_has_all_in_place_is_ready_after_a_test_message()
    {
        var practice = await OpenAsync(profile => profile with { Default = true });
        Assert.Equal(["test.email"], Failed(await api.GetAsync($"{Path(practice)}/go-live")));

        await api.PostAsync($"{Path(practice)}/templates/{practice.Template.Id}/test");

        var ready = await api.GetAsync($"{Path(practice)}/go-live");
        Assert.True((bool)ready.Body["ready"]!, ready.Text);
        Assert.Contains(ready.Body["checks"]!.AsArray(), check => (string)check!["id"]! == "dkim" && check["ok"] is null);
    }

    [Fact]
    public async Task The_go_live_check_warns_of_mails_without_a_logo_until_one_is_stored()
    {
        var practice = await OpenAsync();
        var before = LogoOf(await api.GetAsync($"{Path(practice)}/go-live"));

        await new Practices.LogoStore(cluster.Postgres.Owner, cluster.Clock).SaveAsync(
            practice.Scope, practice.Slug, new("image/gif", [.. "GIF89a"u8, 7]), null, "test", default);

        Assert.Equal((null, true), (before, LogoOf(await api.GetAsync($"{Path(practice)}/go-live"))));

        static bool? LogoOf(Answer answer) => (bool?)Assert.Single(
            answer.Body["checks"]!.AsArray(), check => (string)check!["id"]! == "logo")!["ok"];
    }

    [Fact]
    public async Task A_report_on_what_was_sent_in_test_mode_says_nothing_of_the_guarantor_after_going_live()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, settings: settings => settings with
        {
            Mode = Practices.PracticeMode.Test,
            // The guarantor's own, so that only the mark can tell.
            TestRecipients = new("ann@home.example", null),
        });
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        var sent = await practice.ShownAsync();
        await practice.DeactivateAsync();
        await practice.ExecuteAsync(
            "update practice set settings = settings || '{\"mode\":\"live\"}' where id = $1", Database.Value(practice.Id));

        await practice.Account.ReportAsync(
            new(sent.Id, Accounts.ReportedFate.BadAddress, "smtp 5.1.1", cluster.Clock.Now), default);
        await practice.Account.ReportAsync(
            new(sent.Id, Accounts.ReportedFate.Complained, "complaint", cluster.Clock.Now), default);

        Assert.True(sent.Test);
        Assert.StartsWith("[TEST] ", sent.Message!.Subject, StringComparison.Ordinal);
        Assert.True(sent.Message.Verified);
        var account = (await practice.Account.GetAsync(default))!;
        Assert.Equal((Accounts.SwitchState.OptedIn, 1), (account.Email.State, account.DunningCount));
        Assert.Equal(0, await practice.SuppressedAsync("ann@home.example"));
        Assert.Equal(Notifications.NotificationStatus.UndeliverablePermanent, (await practice.HistoryAsync()).Status);
    }

    private Task<ClusterPractice> OpenAsync(
        Func<Profiles.StatementProfile, Profiles.StatementProfile>? profile = null, string provider = "default") =>
        ClusterPractice.OpenAsync(
            cluster,
            settings: settings => settings with
            {
                Channels = new(Email: true, Text: false, Voice: false),
                TestRecipients = new($"ops-{Guid.CreateVersion7():n}@north.example", null),
                Senders = settings.Senders with { Email = settings.Senders.Email! with { Provider = provider } },
            },
            profile: profile);

    private static string Path(ClusterPractice practice) => $"/v1/practices/{practice.Slug}";

    private async Task<long> CountAsync(ClusterPractice practice) =>
        (long)(await api.GetAsync($"{Path(practice)}/notifications/summary")).Body["total"]!;

    private static IEnumerable<string> Failed(Answer answer) => answer.Body["checks"]!.AsArray()
        .Where(check => (bool?)check!["ok"] is false)
        .Select(check => (string)check!["id"]!);
}
