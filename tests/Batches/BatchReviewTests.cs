using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Batches;

/// <summary>From the file to the queue, over HTTP.</summary>
[Collection(ClusterFixture.Name)]
public sealed class BatchReviewTests(ClusterFixture cluster, ClusterApi api) : IClassFixture<ClusterApi>
{
    [Fact]
    [Trait("Rule", "V53")]
    [Trait("Rule", "V54")]
    [Trait("Rule", "V59")]
    [Trait("Rule", "V68")]
    public async Task A_batch_is_looked_at_first_fills_the_queue_when_it_is_uploaded_and_is_not_uploaded_again()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var path = $"/v1/practices/{practice.Slug}";

        var batch = await PostFileAsync($"{path}/batches?upload=false");
        var rows = await api.GetAsync($"{path}/batches/{batch.Id}/rows?state=waiting");
        var before = await QueueAsync(path, batch.Id);
        var started = await api.PostAsync($"{path}/batches/{batch.Id}/upload");
        await Eventually.HoldsAsync(async () => await StatusAsync(path, batch.Id) == "accepted");
        var again = await api.PostAsync($"{path}/batches/{batch.Id}/upload");

        Assert.Equal((202, "created"), (batch.Status, (string?)batch.Body["status"]));
        Assert.Single(rows.Body["items"]!.AsArray());
        Assert.Empty(before);
        Assert.Equal(202, started.Status);
        Assert.Equal((409, "notCreated"), (again.Status, again.Code));
        var planned = Assert.Single(await QueueAsync(path, batch.Id))!;
        Assert.Equal(
            (ClusterPractice.Number, "S-1", "scheduled"),
            ((string?)planned["account"], (string?)planned["statementId"], (string?)planned["status"]));
    }

    private async Task<JsonArray> QueueAsync(string path, string batch) =>
        (await api.GetAsync($"{path}/notifications?batch={batch}")).Body["items"]!.AsArray();

    private async Task<string?> StatusAsync(string path, string batch) =>
        (string?)(await api.GetAsync($"{path}/batches/{batch}")).Body["status"];

    private async Task<Answer> PostFileAsync(string path)
    {
        var date = DateOnly.FromDateTime(TestClock.MondayAtTen.UtcDateTime);
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Authorization = new("Bearer", ApiKeys.Admin);
        request.Content = new StringContent(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                account,statement_id,statement_date,due_date,amount_due
                {ClusterPractice.Number},S-1,{date:yyyy-MM-dd},{date.AddDays(21):yyyy-MM-dd},120.00
                """),
            Encoding.UTF8,
            "text/csv");
        using var response = await api.Client.SendAsync(request);
        return await Answer.OfAsync(response);
    }
}
