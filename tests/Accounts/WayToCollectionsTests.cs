using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Accounts;

/// <summary>What billing staff do with accounts past their last notice, over HTTP, with an api beside the cluster.</summary>
[Collection(ClusterFixture.Name)]
public sealed class WayToCollectionsTests(ClusterFixture cluster)
{
    [Fact]
    [Trait("Rule", "V41")]
    public async Task From_the_last_notice_to_collections_and_back()
    {
        var (practice, path) = await OpenAsync();
        await using var api = await cluster.StartApiAsync();
        Task<Answer> ActAsync(string action) => api.Client.AskAsync(
            HttpMethod.Post, $"{path}/pre-collections/actions", ApiKeys.Biller,
            $$"""{"action":"{{action}}","accounts":["{{ClusterPractice.Number}}","nobody"]}""");

        await practice.PostStatementAsync("S-1", daysAgo: 1);
        await practice.PostStatementAsync("S-2");
        var listed = await api.Client.AskAsync(HttpMethod.Get, $"{path}/pre-collections", ApiKeys.Viewer);
        await practice.Account.PlaceHoldAsync(
            new("h-1", HoldReason.Dispute, null, "", cluster.Clock.Now, "test"), default);
        var disputed = await ActAsync("moveToCollections");
        await practice.Account.ReleaseHoldAsync("h-1", "test", default);
        var moved = await ActAsync("moveToCollections");
        var shown = await api.Client.AskAsync(
            HttpMethod.Get, $"{path}/accounts/{ClusterPractice.Number}", ApiKeys.Viewer);
        var recalled = await ActAsync("recall");

        Assert.Equal(ClusterPractice.Number, (string)listed.Body["items"]![0]!["account"]!);
        Assert.Equal((200, 0), (disputed.Status, (int)disputed.Body["done"]!));
        Assert.Equal(["hold", "notFound"], disputed.Body["refused"]!.AsArray().Select(one => (string)one!["code"]!));
        Assert.Equal((1, "nobody"), ((int)moved.Body["done"]!, (string)moved.Body["refused"]![0]!["account"]!));
        Assert.NotNull(shown.Body["inCollectionsSince"]);
        Assert.Equal(1, (int)recalled.Body["done"]!);
    }

    [Fact]
    [Trait("Rule", "V65")]
    public async Task A_payment_plan_over_http_keeps_what_it_covers_from_being_asked_for()
    {
        var (practice, path) = await OpenAsync();
        await using var api = await cluster.StartApiAsync();

        var saved = await api.Client.AskAsync(
            HttpMethod.Put, $"{path}/accounts/{ClusterPractice.Number}", ApiKeys.Biller,
            """
            {"guarantor":{"firstName":"Ann","lastName":"Lee"},"email":"ann@home.example",
             "timeZone":"America/Chicago","paymentPlan":{"amount":200.00,"mode":"hold"}}
            """);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();

        Assert.Equal("""{"amount":200,"mode":"hold"}""", saved.Body["paymentPlan"]!.ToJsonString());
        Assert.Equal("Will Not Send - Payment Plan", (await practice.ShownAsync()).Label);
    }

    private async Task<(ClusterPractice Practice, string Path)> OpenAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, profile: profile => profile with
        {
            DunningLevels = 1,
            NoDunningLimit = false,
        });
        return (practice, $"/v1/practices/{practice.Slug}");
    }
}
