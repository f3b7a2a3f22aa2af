using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Notifications;

/// <summary>The list as a file, with an api beside the cluster.</summary>
[Collection(ClusterFixture.Name)]
public sealed class ExportEndpointTests(ClusterFixture cluster, ClusterApi api) : IClassFixture<ClusterApi>
{
    [Fact]
    public async Task The_file_holds_what_the_filter_leaves_and_no_cell_that_a_spreadsheet_would_run()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var other = await practice.WithAccountAsync("100235");
        await practice.PostStatementAsync("=2+3");
        await other.PostStatementAsync();

        var all = await ExportAsync(practice, "?order=asc");
        var one = await ExportAsync(practice, $"?account={ClusterPractice.Number}");

        Assert.Equal((200, "text/csv", 3), (all.Status, all.ContentType, Lines(all).Length));
        Assert.StartsWith("id,account,statement_id,batch,", all.Text, StringComparison.Ordinal);
        var id = (await practice.HistoryAsync("=2+3")).Id;
        Assert.StartsWith($"{id},100234,\"'=2+3\",", Assert.Single(Lines(one)[1..]), StringComparison.Ordinal);
        Assert.Contains(",1,email,statement,scheduled,", Lines(one)[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_filter_is_refused_before_a_file_begins()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);

        var refused = await ExportAsync(practice, "?status=gone&order=up");

        Assert.Equal((400, "order status"), (refused.Status, string.Join(' ', refused.Fields)));
    }

    private static string[] Lines(Answer answer) =>
        answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private Task<Answer> ExportAsync(ClusterPractice practice, string query) =>
        api.GetAsync($"/v1/practices/{practice.Slug}/notifications/export{query}");
}
