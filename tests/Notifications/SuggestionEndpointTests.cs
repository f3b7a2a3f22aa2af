using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Notifications;

/// <summary>What the error list suggests, over HTTP.</summary>
[Collection(ClusterFixture.Name)]
public sealed class SuggestionEndpointTests(ClusterFixture cluster, ClusterApi api) : IClassFixture<ClusterApi>
{
    [Fact]
    public async Task The_error_list_suggests_to_call_a_landline_and_says_nothing_beside_what_is_no_error()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        var id = (await practice.HistoryAsync()).Id;
        var before = await ItemAsync(practice, "");

        await practice.Account.ReportAsync(new(id, ReportedFate.BadAddress, "twilio 30006", cluster.Clock.Now), default);

        Assert.Null((string?)before["suggestion"]);
        Assert.Equal("tryVoice", (string?)(await ItemAsync(practice, "?errors=true"))["suggestion"]);
        Assert.Equal("tryVoice", (string?)(await api.GetAsync(Path(practice, $"/{id}"))).Body["suggestion"]);
    }

    private async Task<System.Text.Json.Nodes.JsonNode> ItemAsync(ClusterPractice practice, string query) =>
        Assert.Single((await api.GetAsync(Path(practice, query))).Body["items"]!.AsArray())!;

    private static string Path(ClusterPractice practice, string rest) =>
        $"/v1/practices/{practice.Slug}/notifications{rest}";
}
