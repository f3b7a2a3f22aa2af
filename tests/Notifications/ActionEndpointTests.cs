using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Notifications;

/// <summary>Actions on notifications over HTTP, with an api beside the cluster.</summary>
[Collection(ClusterFixture.Name)]
public sealed class ActionEndpointTests(ClusterFixture cluster, ClusterApi api) : IClassFixture<ClusterApi>
{
    [Fact]
    public async Task Ids_of_several_accounts_are_acted_on_and_each_is_answered_in_its_order()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var other = await practice.WithAccountAsync("100235");
        await practice.PostStatementAsync();
        await other.PostStatementAsync();
        var (first, second, stranger) = ((await practice.HistoryAsync()).Id, (await other.HistoryAsync()).Id, Guid.CreateVersion7());

        var done = await ActAsync(practice, new { action = "cancel", ids = new[] { first, stranger, second } });
        var again = await ActAsync(practice, new { action = "cancel", ids = new[] { first } });
        var archived = await ActAsync(practice, new { action = "archive", ids = new[] { first } });

        Assert.Equal((200, 2), (done.Status, (int)done.Body["done"]!));
        Assert.Equal(["done", "notFound", "done"], Outcomes(done));
        Assert.Equal(["nothingToDo"], Outcomes(again));
        Assert.Equal(["refused notAnError"], Outcomes(archived));
        Assert.Equal(NotificationStatus.Cancelled, (await other.HistoryAsync()).Status);
    }

    [Theory]
    [InlineData("""{}""", "action ids")]
    [InlineData("""{"action":"cancel","ids":[]}""", "ids")]
    [InlineData("""{"action":"cancel","ids":["01990000-0000-7000-8000-000000000001"],"filter":{"errors":true}}""", "ids")]
    [InlineData("""{"action":"cancel","filter":{}}""", "filter")]
    [InlineData("""{"action":"cancel","filter":{"status":[]}}""", "filter")]
    [InlineData("""{"action":"cancel","filter":{"errors":false}}""", "filter")]
    [InlineData("""{"action":"cancel","filter":{"account":"no spaces"}}""", "filter.account")]
    [InlineData("""{"action":"sendAgain","filter":{"errors":true}}""", "filter")]
    public async Task A_wrong_request_is_refused(string body, string fields)
    {
        var practice = await ClusterPractice.OpenAsync(cluster);

        var refused = await ActAsync(practice, body);

        Assert.Equal((400, fields), (refused.Status, string.Join(' ', refused.Fields)));
    }

    [Theory]
    [InlineData(ApiKeys.Viewer)]
    [InlineData(ApiKeys.Integration)]
    public async Task Only_people_decide_on_single_notifications(string key)
    {
        var practice = await ClusterPractice.OpenAsync(cluster);

        var refused = await ActAsync(practice, new { action = "archive", filter = new { errors = true } }, key);

        Assert.Equal(403, refused.Status);
    }

    private Task<Answer> ActAsync(ClusterPractice practice, object body, string key = ApiKeys.Admin) =>
        api.PostAsync($"/v1/practices/{practice.Slug}/notifications/actions", body, key);

    private static IEnumerable<string> Outcomes(Answer answer) => answer.Body["results"]!.AsArray().Select(result =>
        $"{result!["outcome"]} {result["code"]}".TrimEnd());
}
