using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Events;

/// <summary>How a practice's people set up who hears what happens.</summary>
[Collection(ApiFixture.Name)]
public sealed class WebhookEndpointTests(ApiFixture api, PostgresFixture postgres)
{
    private const string Url = "https://pms.example/hooks/bn?token=secret";

    [Fact]
    public async Task A_new_webhook_shows_its_secret_once()
    {
        var path = await api.MakePracticeAsync();

        var created = await api.PostAsync($"{path}/webhooks", new { url = Url, events = (string[])["notification.sent", "paper.*"] });
        var found = await api.GetAsync(created.Location!);
        var listed = await api.GetAsync($"{path}/webhooks");

        Assert.Equal((201, $"{path}/webhooks/{created.Id}", "\"1\""), (created.Status, created.Location, created.ETag));
        Assert.StartsWith("whsec_", (string)created.Body["secret"]!, StringComparison.Ordinal);
        Assert.Equal((200, "\"1\"", Url, "active"), (found.Status, found.ETag, (string)found.Body["url"]!, (string)found.Body["status"]!));
        Assert.Equal(
            ["notification.sent", "paper.listed", "paper.unlisted"],
            found.Body["events"]!.AsArray().Select(name => (string)name!));
        Assert.False(found.Body.ContainsKey("secret"));
        Assert.Equal(created.Id, (string)Assert.Single(listed.Body["items"]!.AsArray())!["id"]!);
        Assert.False(Assert.Single(listed.Body["items"]!.AsArray())!.AsObject().ContainsKey("secret"));
    }

    [Theory]
    [InlineData("""{}""", "url")]
    [InlineData("""{"url":"pms.example"}""", "url")]
    [InlineData("""{"url":"ftp://pms.example"}""", "url")]
    [InlineData("""{"url":"http://pms.example"}""", "url")]
    [InlineData("""{"url":"https://user:word@pms.example"}""", "url")]
    [InlineData("""{"url":"https://pms.example/#part"}""", "url")]
    [InlineData("""{"url":"https://10.0.0.1/"}""", "url")]
    [InlineData("""{"url":"https://169.254.169.254/"}""", "url")]
    [InlineData("""{"url":"https://[::1]/"}""", "url")]
    [InlineData("""{"url":"https://[::ffff:10.0.0.1]/"}""", "url")]
    [InlineData("""{"url":"https://127.1/"}""", "url")]
    [InlineData("""{"url":"https://pms.example","events":[]}""", "events")]
    [InlineData("""{"url":"http://pms.example","events":["paper.listed","ping",null]}""", "events[1] events[2] url")]
    public async Task A_wrong_one_is_refused_with_every_field(string body, string fields)
    {
        var path = await api.MakePracticeAsync();

        var refused = await api.PostAsync($"{path}/webhooks", body);

        Assert.Equal((400, fields), (refused.Status, string.Join(' ', refused.Fields)));
    }

    [Fact]
    public async Task It_is_changed_on_what_was_read_and_deleted()
    {
        var path = await api.MakePracticeAsync();
        var hook = (await api.PostAsync($"{path}/webhooks", new { url = Url })).Location!;
        var change = new { url = "https://other.example/", description = "nightly", events = new[] { "batch.ended" } };

        Assert.Equal(428, (await api.PutAsync(hook, change)).Status);
        Assert.Equal(412, (await api.PutAsync(hook, change, "\"2\"")).Status);
        var saved = await api.PutAsync(hook, change, "\"1\"");
        Assert.Equal((200, "\"2\"", "nightly"), (saved.Status, saved.ETag, (string)saved.Body["description"]!));
        Assert.Equal(204, (await api.DeleteAsync(hook)).Status);
        Assert.Equal(404, (await api.DeleteAsync(hook)).Status);
        Assert.Equal(404, (await api.GetAsync(hook)).Status);
        Assert.Equal(404, (await api.PutAsync(hook, change, "\"2\"")).Status);
        Assert.Equal(404, (await api.GetAsync($"{hook}/deliveries")).Status);
        Assert.Equal(404, (await api.PostAsync($"{hook}/resume")).Status);
    }

    [Fact]
    public async Task Every_change_is_in_the_trail_and_no_secret_is()
    {
        var path = await api.MakePracticeAsync();
        var created = await api.PostAsync($"{path}/webhooks", new { url = Url });
        var hook = created.Location!;
        await api.PutAsync(hook, new { url = "https://other.example/hook" }, "\"1\"");
        var rotated = await api.PostAsync($"{hook}/rotate", new { overlapHours = 2 });
        await api.PostAsync($"{hook}/replay", new { from = "2026-11-23T16:00:00Z" });
        await api.PostAsync($"{hook}/resume");
        await api.DeleteAsync(hook);

        var trail = await api.GetAsync($"{path}/audit?limit=6");

        Assert.Equal(
            [
                "webhook.deleted", "webhook.resumed", "webhook.replayed", "webhook.rotated", "webhook.saved",
                "webhook.created",
            ],
            trail.Body["items"]!.AsArray().Select(line => (string)line!["action"]!));
        var saved = trail.Body["items"]!.AsArray().Single(line => (string)line!["action"]! == "webhook.saved")!["detail"]!;
        Assert.Equal(
            ("https://pms.example/hooks/bn", "https://other.example/hook"),
            ((string)saved["changed"]!["url"]!["from"]!, (string)saved["changed"]!["url"]!["to"]!));
        Assert.DoesNotContain("token", trail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(((string)created.Body["secret"]!)[6..], trail.Text, StringComparison.Ordinal);
        Assert.NotEqual((string)created.Body["secret"]!, (string)rotated.Body["secret"]!);
        Assert.NotNull(rotated.Body["oldSecretUntil"]);
    }

    [Theory]
    [InlineData("rotate", """{"overlapHours":-1}""", "overlapHours")]
    [InlineData("rotate", """{"overlapHours":169}""", "overlapHours")]
    [InlineData("replay", """{}""", "from")]
    public async Task A_wrong_action_is_refused(string action, string body, string field)
    {
        var path = await api.MakePracticeAsync();
        var hook = (await api.PostAsync($"{path}/webhooks", new { url = Url })).Location!;

        var refused = await api.PostAsync($"{hook}/{action}", body);

        Assert.Equal((400, field), (refused.Status, Assert.Single(refused.Fields)));
    }

    [Theory]
    [InlineData(ApiKeys.Viewer)]
    [InlineData(ApiKeys.Biller)]
    [InlineData(ApiKeys.Integration)]
    public async Task Only_an_admin_changes_anything(string key)
    {
        var path = await api.MakePracticeAsync();
        var hook = (await api.PostAsync($"{path}/webhooks", new { url = Url })).Location!;

        Assert.Equal(403, (await api.PostAsync($"{path}/webhooks", new { url = Url }, key)).Status);
        Assert.Equal(403, (await api.PutAsync(hook, new { url = Url }, "\"1\"", key)).Status);
        Assert.Equal(403, (await api.DeleteAsync(hook, key)).Status);
        foreach (var action in new[] { "rotate", "replay", "resume", "test" })
        {
            Assert.Equal(403, (await api.PostAsync($"{hook}/{action}", key: key)).Status);
        }

        // The address may hold somebody's token.
        Assert.Equal(403, (await api.GetAsync(hook, key)).Status);
        Assert.Equal(200, (await api.GetAsync($"{hook}/deliveries", key)).Status);
        Assert.Equal(404, (await api.GetAsync(hook, ApiKeys.Stranger)).Status);
    }

    [Fact]
    public async Task A_practice_has_ten_and_no_more()
    {
        var path = await api.MakePracticeAsync();
        for (var count = 0; count < WebhookRules.MostWebhooks; count++)
        {
            Assert.Equal(201, (await api.PostAsync($"{path}/webhooks", new { url = Url })).Status);
        }

        var refused = await api.PostAsync($"{path}/webhooks", new { url = Url });

        Assert.Equal((409, "tooManyWebhooks"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task An_installation_without_a_key_sends_nothing_and_says_so()
    {
        await using var host = await ApiHost.StartAsync(
            postgres.ConnectionString("bn_api"), new Dictionary<string, string?> { ["Events:Key"] = "" });
        var path = await api.MakePracticeAsync();

        var refused = await host.Client.AskAsync(HttpMethod.Post, $"{path}/webhooks", ApiKeys.Admin, new { url = Url });

        Assert.Equal((409, "eventsOff"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Attempts_are_paged_newest_first()
    {
        var path = await api.MakePracticeAsync();
        var hook = await api.PostAsync($"{path}/webhooks", new { url = Url });
        await using var command = postgres.Owner.CreateCommand(
            """
            insert into webhook_delivery (practice_id, webhook_id, event_id, type, at, milliseconds, status, error)
            select practice_id, id, id, 24, '2026-11-23T16:00:00Z', n, case when n > 1 then 200 + n end,
                case when n = 1 then 4 when n = 2 then 1 end
            from webhook, generate_series(1, 3) n where id = $1 order by n
            """);
        command.Parameters.Add(Database.Value(Guid.Parse(hook.Id)));
        await command.ExecuteNonQueryAsync();

        var first = await api.GetAsync($"{hook.Location}/deliveries?limit=2");
        var rest = await api.GetAsync($"{hook.Location}/deliveries?limit=2&cursor={(string)first.Body["next"]!}");

        Assert.Equal([3, 2], first.Body["items"]!.AsArray().Select(line => (int)line!["milliseconds"]!));
        Assert.Null(rest.Body["next"]);
        var last = Assert.Single(rest.Body["items"]!.AsArray())!;
        Assert.Equal(
            $$"""{"event":"{{hook.Id}}","type":"payment.posted","at":"2026-11-23T16:00:00Z","milliseconds":1,"delivered":false,"status":null,"error":"timedOut"}""",
            last.ToJsonString());
        Assert.Equal((400, "cursor"), await RefusalAsync($"{hook.Location}/deliveries?cursor=MTIz!"));

        async Task<(int, string)> RefusalAsync(string address) =>
            await api.GetAsync(address) is var refused ? (refused.Status, Assert.Single(refused.Fields)) : default;
    }

    [Fact]
    public async Task A_paused_one_says_why_and_since_when_and_goes_on_when_resumed()
    {
        var path = await api.MakePracticeAsync();
        var hook = await api.PostAsync($"{path}/webhooks", new { url = Url });
        await using (var pause = postgres.Owner.CreateCommand(
            """
            update webhook set failures = 30, failing_since = '2026-11-23T16:00:00Z', paused_at = '2026-11-24T16:00:00Z',
                paused_for = 1
            where id = $1
            """))
        {
            pause.Parameters.Add(Database.Value(Guid.Parse(hook.Id)));
            await pause.ExecuteNonQueryAsync();
        }

        var paused = (await api.GetAsync(hook.Location!)).Body;
        var resumed = (await api.PostAsync($"{hook.Location}/resume")).Body;

        Assert.Equal(
            ("paused", "failing", "2026-11-24T16:00:00Z", "2026-11-23T16:00:00Z", 30),
            ((string)paused["status"]!, (string)paused["pausedFor"]!, (string)paused["pausedAt"]!,
                (string)paused["failingSince"]!, (int)paused["failures"]!));
        Assert.Equal(("active", (JsonNode?)null), ((string)resumed["status"]!, resumed["pausedAt"]));
    }
}
