using System.Net;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Paper;

/// <summary>The paper list as the statement vendor reads it.</summary>
[Collection(ApiFixture.Name)]
public sealed class PaperEndpointTests(ApiFixture api, PostgresFixture postgres)
{
    [Fact]
    public async Task The_list_is_paged_newest_first_and_shows_what_waits()
    {
        var path = await ListedAsync("100", "101", "102");

        var first = await api.GetAsync($"{path}/paper?limit=2");
        var rest = await api.GetAsync($"{path}/paper?limit=2&cursor={(string)first.Body["next"]!}");

        Assert.Equal(["102", "101"], Accounts(first));
        Assert.Equal(["100"], Accounts(rest));
        Assert.Null(rest.Body["next"]);
        var entry = first.Body["items"]![0]!;
        Assert.Equal(
            ("S-102", "emailOptedOut", 120m, "2026-11-25T16:00:00Z"),
            ((string)entry["statement"]!, (string)entry["reason"]!, (decimal)entry["amountDue"]!, (string)entry["since"]!));
    }

    [Fact]
    public async Task What_is_acknowledged_leaves_the_list_once_stays_readable_and_is_audited()
    {
        var path = await ListedAsync("100", "101");
        var listed = await api.GetAsync($"{path}/paper");
        var id = (string)listed.Body["items"]![0]!["id"]!;
        var stranger = Guid.CreateVersion7();

        var done = await api.PostAsync($"{path}/paper/acknowledge", new { ids = new[] { id, $"{stranger}" } });
        var again = await api.PostAsync($"{path}/paper/acknowledge", new { ids = new[] { id } });

        Assert.Equal((200, $$"""{"acknowledged":1,"unknown":["{{stranger}}"]}"""), (done.Status, done.Text));
        Assert.Equal((200, """{"acknowledged":0,"unknown":[]}"""), (again.Status, again.Text));
        Assert.Equal(["100"], Accounts(await api.GetAsync($"{path}/paper")));
        var taken = await api.GetAsync($"{path}/paper?state=acknowledged");
        Assert.Equal(["101"], Accounts(taken));
        Assert.NotNull(taken.Body["items"]![0]!["acknowledgedAt"]);
        var audit = (await api.GetAsync($"{path}/audit?limit=2")).Body["items"]!.AsArray();
        Assert.Equal(
            ["paper.acknowledged", "practice.created"], audit.Select(line => (string)line!["action"]!));
    }

    [Fact]
    public async Task All_that_was_read_is_acknowledged_and_nothing_that_came_behind_it()
    {
        var path = await ListedAsync("100", "101");
        var read = await api.GetAsync($"{path}/paper?limit=1");
        await ListAsync(path, "099", day: -5); // dated before what was read

        var done = await api.PostAsync($"{path}/paper/acknowledge", new { upTo = (string)read.Body["upTo"]! });

        Assert.Equal(2, (int)done.Body["acknowledged"]!);
        Assert.Equal(["099"], Accounts(await api.GetAsync($"{path}/paper")));
    }

    [Fact]
    public async Task Another_reason_after_the_acknowledgement_lists_the_statement_again()
    {
        var path = await ListedAsync("100");
        var read = await api.GetAsync($"{path}/paper");
        await api.PostAsync($"{path}/paper/acknowledge", new { upTo = (string)read.Body["upTo"]! });

        await ListAsync(path, "100", day: 0); // told again: the same
        Assert.Empty(Accounts(await api.GetAsync($"{path}/paper")));
        await ListAsync(path, "100", day: 3);

        var again = await api.GetAsync($"{path}/paper");
        Assert.Equal(["100"], Accounts(again));
        Assert.NotEqual((string)read.Body["items"]![0]!["id"]!, (string)again.Body["items"]![0]!["id"]!);
    }

    [Theory]
    [InlineData("/paper/export", "application/json")]
    [InlineData("/paper", "text/csv")]
    public async Task A_download_holds_the_whole_list_and_can_be_acknowledged(string resource, string accept)
    {
        var path = await ListedAsync("100", "101");
        using var request = new HttpRequestMessage(HttpMethod.Get, path + resource);
        request.Headers.Authorization = new("Bearer", ApiKeys.Admin);
        request.Headers.Accept.ParseAdd(accept);
        using var response = await api.Client.SendAsync(request);

        var lines = (await response.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var done = await api.PostAsync(
            $"{path}/paper/acknowledge", new { upTo = response.Headers.GetValues("Paper-Up-To").Single() });

        Assert.Equal((HttpStatusCode.OK, "text/csv"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal("id,account,statement_id,reason,since,amount_due,acknowledged_at,acknowledged_by", lines[0]);
        Assert.EndsWith(",101,S-101,emailOptedOut,2026-11-24T16:00:00Z,120.00,,", lines[1], StringComparison.Ordinal);
        Assert.Equal((3, 2), (lines.Length, (int)done.Body["acknowledged"]!));
    }

    [Theory]
    [InlineData("""{}""", "ids")]
    [InlineData("""{"ids":[]}""", "ids")]
    [InlineData("""{"ids":["01990000-0000-7000-8000-000000000001"],"upTo":"eA"}""", "ids upTo")]
    [InlineData("""{"upTo":"MTIz"}""", "upTo")]
    public async Task A_wrong_acknowledgement_is_refused(string body, string fields)
    {
        var path = await api.MakePracticeAsync();

        var refused = await api.PostAsync($"{path}/paper/acknowledge", body);

        Assert.Equal((400, fields), (refused.Status, string.Join(' ', refused.Fields)));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=MTIz", "cursor")]
    [InlineData("state=all", "state")]
    public async Task A_wrong_query_is_refused(string query, string field)
    {
        var path = await api.MakePracticeAsync();

        Assert.Equal((400, field), await RefusalAsync($"{path}/paper?{query}"));

        async Task<(int, string)> RefusalAsync(string address) =>
            await api.GetAsync(address) is var refused ? (refused.Status, Assert.Single(refused.Fields)) : default;
    }

    [Fact]
    public async Task A_viewer_reads_the_list_and_acknowledges_nothing()
    {
        var path = await ListedAsync("100");

        Assert.Equal(200, (await api.GetAsync($"{path}/paper", ApiKeys.Viewer)).Status);
        Assert.Equal(
            403,
            (await api.PostAsync(
                $"{path}/paper/acknowledge", new { ids = new[] { Guid.CreateVersion7() } }, ApiKeys.Viewer)).Status);
    }

    private static IEnumerable<string> Accounts(Answer answer) =>
        answer.Body["items"]!.AsArray().Select(item => (string)item!["account"]!);

    // A day apart, the first the oldest.
    private async Task<string> ListedAsync(params string[] accounts)
    {
        var path = await api.MakePracticeAsync();
        foreach (var (day, account) in accounts.Index())
        {
            await ListAsync(path, account, day);
        }

        return path;
    }

    // As an account's outbox does.
    private async Task ListAsync(string path, string account, int day)
    {
        await using var find = postgres.Owner.CreateCommand(
            "select id from practice where organisation = 'north' and slug = $1");
        find.Parameters.Add(Database.Value(path[(path.LastIndexOf('/') + 1)..]));
        var practice = (int)(await find.ExecuteScalarAsync())!;
        await using var command = postgres.Owner.CreateCommand(PutSql);
        command.Parameters.Add(Database.Value(practice));
        command.Parameters.Add(Database.Value(account));
        command.Parameters.Add(Database.Value(account));
        command.Parameters.Add(Database.Value($"S-{account}"));
        command.Parameters.Add(Database.Value((short)2));
        command.Parameters.Add(Database.Value(new DateTimeOffset(2026, 11, 23, 16, 0, 0, TimeSpan.Zero).AddDays(day)));
        command.Parameters.Add(Database.Value(120m));
        command.Parameters.Add(Database.Value(Interlocked.Increment(ref Sequence)));
        await command.ExecuteNonQueryAsync();
    }

    private const string PutSql = BalanceNotifications.Accounts.PaperSql.Put;

    private static long Sequence;
}
