using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Practices;

[Collection(ApiFixture.Name)]
public sealed class PracticeEndpointTests(ApiFixture api)
{
    [Fact]
    public async Task A_partial_body_gets_the_documented_defaults()
    {
        var path = await api.MakePracticeAsync();

        var practice = await api.GetAsync(path);

        Assert.Equal("\"1\"", practice.ETag);
        var defaults = JsonNode.Parse("""
            {
              "active": true, "paused": false, "mode": "live",
              "channels": { "email": false, "text": false, "voice": false },
              "contactHours": { "opens": "08:00", "closes": "20:00",
                "days": ["mon", "tue", "wed", "thu", "fri", "sat"], "holidays": [] },
              "defaults": { "paperless": "optedOut", "email": "optedOut", "text": "optedOut", "voice": "optedOut" },
              "minimumBalance": 0, "paperFallbackDays": 5, "maxTextSegments": 2, "frequencyCap": null,
              "costs": { "paperStatement": 0, "email": 0, "textSegment": 0, "voiceMinute": 0 }, "quickPay": null
            }
            """)!.AsObject();
        foreach (var (member, value) in defaults)
        {
            Assert.True(JsonNode.DeepEquals(value, practice.Body[member]), $"{member} is {practice.Body[member]}");
        }
    }

    [Fact]
    public async Task A_practice_is_saved_under_the_revision_that_was_read()
    {
        var path = await api.MakePracticeAsync();
        var changed = Samples.Practice();
        changed["paused"] = true;

        var saved = await api.PutAsync(path, changed, ifMatch: "\"1\"");

        Assert.Equal(200, saved.Status);
        Assert.Equal("\"2\"", saved.ETag);
        Assert.True((bool)(await api.GetAsync(path)).Body["paused"]!);
    }

    [Theory]
    [InlineData(null, 428, "revisionNeeded")]
    [InlineData("\"7\"", 412, "stale")]
    [InlineData("W/\"1\"", 412, "stale")]
    [InlineData("nonsense", 412, "stale")]
    public async Task A_practice_is_not_saved_over_a_revision_nobody_read(string? ifMatch, int status, string code)
    {
        var path = await api.MakePracticeAsync();

        var refused = await api.PutAsync(path, Samples.Practice(), ifMatch);

        Assert.Equal((status, code), (refused.Status, refused.Code));
        Assert.Equal(1, (int)(await api.GetAsync(path)).Body["revision"]!);
    }

    [Fact]
    public async Task Two_that_save_the_same_revision_at_once_do_not_both_win()
    {
        var path = await api.MakePracticeAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => api.PutAsync(path, Samples.Practice(), ifMatch: "\"1\"")));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal(412, answer.Status));
    }

    [Fact]
    public async Task Two_that_create_the_same_practice_at_once_make_one()
    {
        var path = $"/v1/practices/twin-{Guid.CreateVersion7():n}"[..40];

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.PutAsync(path, Samples.Practice())));

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer.Status != 201), answer => Assert.Equal(428, answer.Status));
    }

    [Fact]
    public async Task Every_offending_field_is_named_at_once()
    {
        var refused = await api.PutAsync("/v1/practices/-wrong", new
        {
            timeZone = "Mars/Olympus",
            phone = "12",
            minimumBalance = 5.001m,
            contactHours = new { closes = "22:00" },
            senders = new { email = new { replyTo = "office@north.example" } },
            frequencyCap = new { contacts = 7 },
        });

        Assert.Equal((400, "invalid"), (refused.Status, refused.Code));
        Assert.Equal(
            [
                "contactHours.closes", "frequencyCap.days", "minimumBalance", "name", "phone", "practice",
                "senders.email.from", "timeZone",
            ],
            refused.Fields);
    }

    [Fact]
    public async Task A_revision_that_never_was_cannot_be_the_base_of_a_new_practice()
    {
        var refused = await api.PutAsync("/v1/practices/never-there", Samples.Practice(), ifMatch: "\"1\"");

        Assert.Equal(412, refused.Status);
    }

    [Fact]
    public async Task Only_a_key_for_every_practice_creates_one()
    {
        var refused = await api.PutAsync("/v1/practices/unborn-clinic", Samples.Practice(), key: ApiKeys.Named);

        Assert.Equal(404, refused.Status);
    }

    [Fact]
    public async Task A_list_shows_what_the_key_may_enter_page_by_page()
    {
        await api.PutAsync("/v1/practices/named-clinic", Samples.Practice());
        await api.MakePracticeAsync("a-clinic");

        var named = await api.GetAsync("/v1/practices", ApiKeys.Named);
        var first = await api.GetAsync("/v1/practices?limit=1");
        var second = await api.GetAsync($"/v1/practices?limit=1&cursor={first.Body["next"]}");

        Assert.Equal("named-clinic", (string)Assert.Single(named.Body["items"]!.AsArray())!["id"]!);
        Assert.Null(named.Body["next"]);
        Assert.True(string.CompareOrdinal(SlugOf(first), SlugOf(second)) < 0);

        static string SlugOf(Answer page) => (string)Assert.Single(page.Body["items"]!.AsArray())!["id"]!;
    }

    [Fact]
    public async Task A_phone_number_is_kept_in_its_international_form()
    {
        var body = Samples.Practice();
        body["phone"] = "(312) 555-0100";
        var path = $"/v1/practices/phone-{Guid.CreateVersion7():n}"[..40];

        var created = await api.PutAsync(path, body);

        Assert.Equal("+13125550100", (string?)created.Body["phone"]);
    }
}
