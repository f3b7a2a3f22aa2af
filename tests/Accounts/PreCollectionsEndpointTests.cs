using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Accounts;

[Collection(ApiFixture.Name)]
public sealed class PreCollectionsEndpointTests(ApiFixture api, PostgresFixture postgres)
{
    [Fact]
    public async Task The_worklist_is_paged_newest_first()
    {
        var path = await MakeListAsync("100", "101", "102");

        var first = await api.GetAsync($"{path}/pre-collections?limit=2");
        var second = await api.GetAsync($"{path}/pre-collections?limit=2&cursor={(string)first.Body["next"]!}");

        Assert.Equal(["102", "101"], AccountsOf(first));
        Assert.Equal(["100"], AccountsOf(second));
        Assert.Null(second.Body["next"]);
        Assert.Equal(
            """{"account":"100","since":"2026-11-23T16:00:00Z","level":3,"balance":120,"statement":"S-1"}""",
            second.Body["items"]![0]!.ToJsonString());
    }

    [Fact]
    [Trait("Rule", "V42")]
    public async Task Clearing_takes_off_the_named_accounts_or_all_and_is_audited()
    {
        var path = await MakeListAsync("100", "101", "102");

        var some = await api.PostAsync(
            $"{path}/pre-collections/actions", """{"action":"clear","accounts":["101","999"]}""");
        var left = AccountsOf(await api.GetAsync($"{path}/pre-collections"));
        var rest = await api.PostAsync($"{path}/pre-collections/actions", new { action = "clear" });

        Assert.Equal((200, """{"done":1,"refused":[]}"""), (some.Status, some.Text));
        Assert.Equal(["102", "100"], left);
        Assert.Equal("""{"done":2,"refused":[]}""", rest.Text);
        Assert.Empty(AccountsOf(await api.GetAsync($"{path}/pre-collections")));
        Assert.Equal(
            ("preCollections.cleared", 2),
            ((string)(await NewestAuditAsync(path))["action"]!, (int)(await NewestAuditAsync(path))["detail"]!["cleared"]!));
    }

    [Theory]
    [InlineData("""{"accounts":["1"]}""", "action")]
    [InlineData("""{"action":"moveToCollections"}""", "accounts")]
    [InlineData("""{"action":"recall","accounts":[]}""", "accounts")]
    [InlineData("""{"action":"recall","accounts":["1","no spaces",null]}""", "accounts[1] accounts[2]")]
    public async Task A_wrong_action_is_refused(string body, string fields)
    {
        var path = await api.MakePracticeAsync();

        var refused = await api.PostAsync($"{path}/pre-collections/actions", body);

        Assert.Equal((400, fields), (refused.Status, string.Join(' ', refused.Fields)));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("cursor=MTIz", "cursor")]
    public async Task A_wrong_query_is_refused(string query, string field)
    {
        var path = await api.MakePracticeAsync();

        var refused = await api.GetAsync($"{path}/pre-collections?{query}");

        Assert.Equal((400, field), (refused.Status, Assert.Single(refused.Fields)));
    }

    [Theory]
    [InlineData(ApiKeys.Viewer)]
    [InlineData(ApiKeys.Integration)]
    public async Task Only_billing_staff_decide_on_collections(string key)
    {
        var path = await api.MakePracticeAsync();

        var refused = await api.PostAsync(
            $"{path}/pre-collections/actions", new { action = "clear" }, key);

        Assert.Equal(403, refused.Status);
    }

    private static IEnumerable<string> AccountsOf(Answer answer) =>
        answer.Body["items"]!.AsArray().Select(item => (string)item!["account"]!);

    private async Task<JsonNode> NewestAuditAsync(string path) =>
        (await api.GetAsync($"{path}/audit?limit=1")).Body["items"]![0]!;

    // A day apart, the first the oldest.
    private async Task<string> MakeListAsync(params string[] accounts)
    {
        var path = await api.MakePracticeAsync();
        foreach (var (day, account) in accounts.Index())
        {
            await using var command = postgres.Owner.CreateCommand(
                """
                insert into pre_collections (
                    practice_id, account_key, account, since, level, balance, statement_id, clears, listed, sequence)
                select id, $2, $2, $3, 3, 120.00, 'S-1', true, true, 1 from practice
                where organisation = 'north' and slug = $1
                """);
            command.Parameters.Add(Database.Value(path[(path.LastIndexOf('/') + 1)..]));
            command.Parameters.Add(Database.Value(account));
            command.Parameters.Add(Database.Value(new DateTimeOffset(2026, 11, 23 + day, 16, 0, 0, TimeSpan.Zero)));
            await command.ExecuteNonQueryAsync();
        }

        return path;
    }
}
