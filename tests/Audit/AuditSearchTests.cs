using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Audit;

[Collection(ApiFixture.Name)]
public sealed class AuditSearchTests(ApiFixture api)
{
    [Fact]
    public async Task A_trail_is_searched_by_who_what_and_when()
    {
        var path = await api.MakePracticeAsync();
        var template = await api.PostAsync($"{path}/templates", Samples.TextTemplate(), ApiKeys.Biller);
        await api.PutAsync($"{path}/pause", new { reason = "audit" });

        Assert.Equal(["template.created"], await ActionsAsync($"{path}/audit?actor={ApiKeys.Biller}"));
        Assert.Equal(["template.created"], await ActionsAsync($"{path}/audit?subject={template.Id}"));
        Assert.Equal(["practice.paused"], await ActionsAsync($"{path}/audit?action=practice.paused"));
        Assert.Equal(["practice.paused", "practice.created"], await ActionsAsync($"{path}/audit?kind=practice"));
        Assert.Equal(3, (await ActionsAsync($"{path}/audit?kind=practice&kind=template")).Count);
        Assert.Empty(await ActionsAsync($"{path}/audit?kind=account&kind=practice&actor=nobody"));
        Assert.Empty(await ActionsAsync($"{path}/audit?to=2020-01-01T00:00:00Z"));
        Assert.Equal(3, (await ActionsAsync($"{path}/audit?from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z")).Count);
        Assert.Equal(
            ["practice.created", "template.created", "practice.paused"], await ActionsAsync($"{path}/audit?order=asc"));
    }

    [Theory]
    [InlineData("asc")]
    [InlineData("desc")]
    public async Task Pages_are_the_list_in_pieces(string order)
    {
        var path = await api.MakePracticeAsync();
        for (var template = 0; template < 4; template++)
        {
            await api.PostAsync($"{path}/templates", Samples.TextTemplate());
        }

        var whole = (await api.GetAsync($"{path}/audit?order={order}")).Body["items"]!.AsArray()
            .Select(line => (string)line!["id"]!);
        var pieces = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await api.GetAsync(
                $"{path}/audit?order={order}&limit=2{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}")).Body;
            pieces.AddRange(page["items"]!.AsArray().Select(line => (string)line!["id"]!));
            cursor = (string?)page["next"];
        }

        Assert.Equal(whole, pieces);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_search_is_named()
    {
        var path = await api.MakePracticeAsync();

        var refused = await api.GetAsync($"{path}/audit?from=yesterday&to=2026-01-01&order=up&limit=0&cursor=%20");

        Assert.Equal(["cursor", "from", "limit", "order", "to"], refused.Fields);
    }

    [Fact]
    public async Task An_export_is_the_list_as_a_file()
    {
        var path = await api.MakePracticeAsync();
        await api.PutAsync($"{path}/pause", new { reason = "=1+1" });

        var file = await api.GetAsync($"{path}/audit/export?order=asc&kind=practice");

        Assert.Equal((200, "text/csv"), (file.Status, file.ContentType));
        var lines = file.Text.TrimEnd().Split('\n');
        Assert.Equal("id,at,actor,action,kind,subject,detail", lines[0].Trim());
        Assert.Equal(3, lines.Length);
        Assert.Contains("practice.created,practice,", lines[1], StringComparison.Ordinal);
        Assert.Contains("=1+1", lines[2], StringComparison.Ordinal);
        Assert.Equal(400, (await api.GetAsync($"{path}/audit/export?from=x")).Status);
        Assert.Equal(404, (await api.GetAsync($"{path}/audit/export", ApiKeys.Stranger)).Status);
    }

    [Fact]
    public async Task The_trail_of_the_installation_is_searched_and_exported_by_its_operator_alone()
    {
        Assert.Equal(200, (await api.GetAsync("/v1/audit?kind=installation&subject=installation&order=asc")).Status);
        Assert.Equal(200, (await api.GetAsync("/v1/audit/export")).Status);
        Assert.Equal(403, (await api.GetAsync("/v1/audit/export", ApiKeys.Stranger)).Status);
        Assert.Equal(403, (await api.GetAsync("/v1/audit/verify", ApiKeys.Biller)).Status);
    }

    private async Task<IReadOnlyList<string>> ActionsAsync(string path) =>
        [.. (await api.GetAsync(path)).Body["items"]!.AsArray().Select(line => (string)line!["action"]!)];
}
