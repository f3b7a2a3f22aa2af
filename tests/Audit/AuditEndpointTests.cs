using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Audit;

[Collection(ApiFixture.Name)]
public sealed class AuditEndpointTests(ApiFixture api)
{
    [Fact]
    public async Task Every_change_leaves_a_line_with_who_and_when()
    {
        var path = await api.MakePracticeAsync();
        var template = await api.PostAsync($"{path}/templates", Samples.EmailTemplate(), ApiKeys.Biller);
        await api.PutAsync(template.Location!, Samples.EmailTemplate(), template.ETag);
        var profile = await api.PostAsync($"{path}/profiles", Samples.Profile(template.Id));
        await api.PutAsync(profile.Location!, Samples.Profile(template.Id), profile.ETag);
        await api.PostAsync($"{profile.Location}/proof");
        await api.PostAsync($"{profile.Location}/approve");
        await api.PostAsync($"{profile.Location}/approve");
        var spare = await api.PostAsync($"{path}/templates", Samples.TextTemplate());
        await api.DeleteAsync(spare.Location!);

        var lines = (await api.GetAsync($"{path}/audit")).Body["items"]!.AsArray();

        // Approved once: the second approval changed nothing. Sorted, since two ids of one millisecond have no order.
        Assert.Equal(
            [
                "practice.created", "profile.approved", "profile.created", "profile.proofed", "profile.saved",
                "template.created", "template.created", "template.deleted", "template.saved",
            ],
            lines.Select(line => (string)line!["action"]!).Order(StringComparer.Ordinal));
        var created = lines.Single(line => (string)line!["subject"]! == template.Id
            && (string)line["action"]! == "template.created")!;
        Assert.Equal(ApiKeys.Biller, (string?)created["actor"]);
    }

    [Fact]
    public async Task A_saved_practice_shows_what_was_changed()
    {
        var path = await api.MakePracticeAsync();
        var body = Samples.Practice();
        body["active"] = false;
        await api.PutAsync(path, body, "\"1\"");

        var newest = (await api.GetAsync($"{path}/audit?limit=1")).Body["items"]![0]!;

        var expected = JsonNode.Parse("""{ "active": { "from": true, "to": false } }""");
        Assert.True(JsonNode.DeepEquals(expected, newest["detail"]!["changed"]));
    }

    [Fact]
    public async Task A_change_that_was_refused_leaves_none()
    {
        var path = await api.MakePracticeAsync();
        await api.PutAsync(path, Samples.Practice(), "\"9\"");

        Assert.Single((await api.GetAsync($"{path}/audit")).Body["items"]!.AsArray());
    }
}
