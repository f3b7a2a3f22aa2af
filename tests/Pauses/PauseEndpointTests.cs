using BalanceNotifications.Fixtures;
using BalanceNotifications.Setup;
using Npgsql;

namespace BalanceNotifications.Pauses;

/// <summary>Pauses over HTTP, with the real database.</summary>
[Collection(ApiFixture.Name)]
public sealed class PauseEndpointTests(ApiFixture api, PostgresFixture postgres)
{
    [Fact]
    public async Task A_paused_practice_shows_who_paused_it_since_when_and_why()
    {
        var path = await api.MakePracticeAsync();

        var paused = await api.PutAsync($"{path}/pause", new { reason = "prices are wrong" });

        Assert.Equal((200, "\"2\""), (paused.Status, paused.ETag));
        var practice = (await api.GetAsync(path)).Body;
        Assert.True((bool)practice["paused"]!);
        Assert.Equal("prices are wrong", (string?)practice["pause"]!["reason"]);
        Assert.Equal(ApiKeys.Admin, (string?)practice["pause"]!["by"]);
        Assert.Contains("practice.paused", await ActionsAsync($"{path}/audit"));
    }

    [Fact]
    public async Task A_pause_said_again_changes_nothing_and_keeps_its_first_instant()
    {
        var path = await api.MakePracticeAsync();
        var first = await api.PutAsync($"{path}/pause", new { reason = "prices" });

        var again = await api.PutAsync($"{path}/pause", new { reason = "prices" });
        var other = await api.PutAsync($"{path}/pause", new { reason = "dates" });

        Assert.Equal(first.Text, again.Text);
        Assert.Equal("\"3\"", other.ETag);
        Assert.Equal((string)first.Body["pause"]!["at"]!, (string)other.Body["pause"]!["at"]!);
    }

    [Fact]
    public async Task A_practice_goes_on_once_and_saying_so_twice_is_no_error()
    {
        var path = await api.MakePracticeAsync();
        await api.PutAsync($"{path}/pause", body: null);

        var resumed = await api.DeleteAsync($"{path}/pause");
        var again = await api.DeleteAsync($"{path}/pause");

        Assert.Equal((200, 200), (resumed.Status, again.Status));
        Assert.False((bool)again.Body["paused"]!);
        Assert.Single(await ActionsAsync($"{path}/audit"), action => action == "practice.resumed");
    }

    [Fact]
    public async Task A_form_read_before_the_pause_cannot_lift_it_unnoticed()
    {
        var path = await api.MakePracticeAsync();
        await api.PutAsync($"{path}/pause", body: null);

        Assert.Equal(412, (await api.PutAsync(path, Samples.Practice(), ifMatch: "\"1\"")).Status);
        Assert.Equal(200, (await api.PutAsync(path, Samples.Practice(), ifMatch: "\"2\"")).Status);
        Assert.Null((await api.GetAsync(path)).Body["pause"]);
    }

    [Fact]
    public async Task A_profile_is_paused_beside_its_revisions()
    {
        var path = await api.MakePracticeAsync();
        var template = await api.PostAsync($"{path}/templates", Samples.EmailTemplate());
        var profile = await api.PostAsync($"{path}/profiles", Samples.Profile(template.Id));
        var at = $"{path}/profiles/{profile.Id}";

        var paused = await api.PutAsync($"{at}/pause", new { reason = "a wrong date" }, key: ApiKeys.Biller);
        var shown = await api.GetAsync(at);

        Assert.Equal(200, paused.Status);
        Assert.Equal(("\"1\"", "a wrong date"), (shown.ETag, (string?)shown.Body["pause"]!["reason"]));
        await api.DeleteAsync($"{at}/pause");
        Assert.Null((await api.GetAsync(at)).Body["pause"]);
        Assert.Contains("profile.resumed", await ActionsAsync($"{path}/audit"));
    }

    [Theory]
    [InlineData("profiles")]
    [InlineData("batches")]
    public async Task What_is_not_there_cannot_be_paused(string what)
    {
        var path = await api.MakePracticeAsync();

        Assert.Equal(404, (await api.PutAsync($"{path}/{what}/{Guid.CreateVersion7()}/pause", body: null)).Status);
    }

    [Fact]
    public async Task A_pause_of_the_installation_is_seen_by_the_silos_and_has_a_trail_of_its_own()
    {
        await using var silo = NpgsqlDataSource.Create(postgres.ConnectionString("bn_silo"));
        var setup = new SetupReader(silo);
        try
        {
            var paused = await api.PutAsync("/v1/pause", new { reason = "the relay misbehaves" });
            await api.PutAsync("/v1/pause", new { reason = "the relay misbehaves" });

            Assert.Equal("the relay misbehaves", (string?)paused.Body["pause"]!["reason"]);
            Assert.NotNull((await setup.FindPausesAsync(0, Guid.Empty, default)).Installation);
        }
        finally
        {
            await api.DeleteAsync("/v1/pause");
        }

        Assert.Null((await setup.FindPausesAsync(0, Guid.Empty, default)).Installation);
        Assert.False((bool)(await api.GetAsync("/v1/pause")).Body["paused"]!);
        Assert.Equal(
            ["installation.resumed", "installation.paused"], (await ActionsAsync("/v1/audit")).Take(2));
        var lines = (await api.GetAsync("/v1/audit?limit=2")).Body["items"]!.AsArray();
        Assert.Equal(
            "the relay misbehaves", (string?)lines[1]!["detail"]!["changed"]!["pause"]!["to"]!["reason"]);
        Assert.Null(lines[1]!["detail"]!["changed"]!["pause"]!["from"]);
        Assert.Equal(ApiKeys.Admin, (string?)lines[0]!["detail"]!["changed"]!["pause"]!["from"]!["by"]);
    }

    [Theory]
    [InlineData(ApiKeys.Named)]
    [InlineData(ApiKeys.Biller)]
    [InlineData(ApiKeys.Viewer)]
    [InlineData(ApiKeys.Stranger)]
    public async Task Only_the_operator_stops_everything(string key)
    {
        Assert.Equal(403, (await api.PutAsync("/v1/pause", body: null, key: key)).Status);
        Assert.Equal(403, (await api.DeleteAsync("/v1/pause", key)).Status);
        Assert.Equal(403, (await api.GetAsync("/v1/pause", key)).Status);
        Assert.Equal(403, (await api.GetAsync("/v1/audit", key)).Status);
    }

    [Fact]
    public async Task A_reason_too_long_is_named()
    {
        var path = await api.MakePracticeAsync();

        var refused = await api.PutAsync($"{path}/pause", new { reason = new string('x', 501) });

        Assert.Equal(400, refused.Status);
        Assert.Equal("reason", Assert.Single(refused.Fields));
    }

    private async Task<IReadOnlyList<string>> ActionsAsync(string audit) =>
        [.. (await api.GetAsync(audit)).Body["items"]!.AsArray().Select(line => (string)line!["action"]!)];
}
