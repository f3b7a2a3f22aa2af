using System.Text;
using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Batches;

/// <summary>A file of named accounts that shall hear something now, over HTTP.</summary>
[Collection(ClusterFixture.Name)]
public sealed class OnDemandBatchTests(ClusterFixture cluster, ClusterApi api) : IClassFixture<ClusterApi>
{
    private const string Csv = "text/csv";
    private const string Ndjson = "application/x-ndjson";

    [Fact]
    [Trait("Rule", "V56")]
    public async Task Each_named_account_hears_what_its_row_says_and_the_rows_that_cannot_be_sent_say_why()
    {
        var (practice, path) = await OpenAsync();
        var file = $"""
            account,channel,template,text,statement_id
            {ClusterPractice.Number},email,{practice.Template.Id},,
            {ClusterPractice.Number},email,,You owe {"{{ statement.amountDue }}"}.,S-1
            {ClusterPractice.Number},voice,,Please call us.,
            {ClusterPractice.Number},email,,Hello,S-9
            nobody,email,,Hello,
            {ClusterPractice.Number},email,{Guid.Empty},,
            {ClusterPractice.Number},fax,,{"{{ patient.diagnosis }}"},
            """;

        var batch = await UploadAsync(path, file);

        Assert.Equal((7, 2, 5), ((int)batch["rows"]!, (int)batch["accepted"]!, (int)batch["rejected"]!));
        Assert.Equal(
            [
                "3 account optedOut", "4 statement_id noStatement", "5 account noAccount",
                "6 template The practice has no such template", "7 channel Is email, text or voice",
            ],
            await RejectedAsync(path, batch));
        var planned = await QueueAsync(path, batch);
        Assert.Equal(2, planned.Count);
        Assert.All(planned, one => Assert.Equal("scheduled", (string?)one!["status"]));
    }

    [Fact]
    public async Task The_same_file_again_sends_nothing_twice_where_its_rows_have_ids_of_their_own()
    {
        var (_, path) = await OpenAsync();
        const string Row = """{"account":"100234","channel":"email","text":"Hello","requestId":"campaign-7"}""";

        var first = await UploadAsync(path, Row, Ndjson);
        var again = await UploadAsync(path, Row, Ndjson);
        var other = await UploadAsync(path, Row.Replace("Hello", "Bye", StringComparison.Ordinal), Ndjson);

        Assert.Equal((1, 1), ((int)first["accepted"]!, (int)again["accepted"]!));
        Assert.Equal((1, 0), ((await QueueAsync(path, first)).Count, (await QueueAsync(path, again)).Count));
        Assert.Equal(["1 request_id idReused"], await RejectedAsync(path, other));
    }

    [Fact]
    public async Task Nobody_overrides_contact_hours_from_a_file_and_may_say_so()
    {
        var (_, path) = await OpenAsync();
        const string Row = """{"account":"100234","channel":"email","text":"Hello","overrideContactHours":false}""";

        var batch = await UploadAsync(
            path, $"{Row}\n{Row.Replace("false", "true", StringComparison.Ordinal)}", Ndjson);

        Assert.Equal((1, 1), ((int)batch["accepted"]!, (int)batch["rejected"]!));
        Assert.StartsWith(
            "2 overrideContactHours", Assert.Single(await RejectedAsync(path, batch)), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "V61")]
    public async Task Cancelled_it_takes_back_what_has_not_gone_yet()
    {
        var (practice, path) = await OpenAsync();
        var batch = await UploadAsync(
            path, $"account,channel,text\n{ClusterPractice.Number},email,Hello\n{ClusterPractice.Number},email,Hello again\n");

        await api.PostAsync($"{path}/batches/{batch["id"]}/cancel");

        await Eventually.HoldsAsync(async () => (await QueueAsync(path, batch)).All(
            one => ((string?)one!["status"], (string?)one["reason"]) == ("cancelled", "batchCancelled")));
        Assert.Equal(1, (await practice.Account.GetAsync(default))!.DunningCount);
        var cancelled = (await api.GetAsync($"{path}/batches/{batch["id"]}")).Body;
        Assert.NotNull((string?)cancelled["cancelledBy"]);
    }

    private async Task<(ClusterPractice Practice, string Path)> OpenAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync("S-1");
        return (practice, $"/v1/practices/{practice.Slug}");
    }

    private async Task<JsonObject> UploadAsync(string path, string file, string type = Csv)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{path}/batches?kind=onDemand");
        request.Headers.Authorization = new("Bearer", ApiKeys.Biller);
        request.Content = new StringContent(file, Encoding.UTF8, type);
        using var response = await api.Client.SendAsync(request);
        var taken = await Answer.OfAsync(response);
        Assert.Equal(202, taken.Status);
        JsonNode batch = taken.Body;
        await Eventually.HoldsAsync(async () =>
            (string?)(batch = (await api.GetAsync($"{path}/batches/{taken.Id}")).Body)["status"] == "accepted");
        return batch.AsObject();
    }

    // Number, column, and the beginning of the reason.
    private async Task<IEnumerable<string>> RejectedAsync(string path, JsonObject batch) =>
        (await api.GetAsync($"{path}/batches/{batch["id"]}/rows?state=rejected")).Body["items"]!.AsArray()
            .Select(row => $"{row!["row"]} {row["column"]} {((string)row["reason"]!).Split(':', '.')[0]}");

    private async Task<JsonArray> QueueAsync(string path, JsonObject batch) =>
        (await api.GetAsync($"{path}/notifications?batch={batch["id"]}")).Body["items"]!.AsArray();
}
