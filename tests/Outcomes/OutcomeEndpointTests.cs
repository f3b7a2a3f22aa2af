using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Outcomes;

/// <summary>The numbers of a practice that has really sent and been paid, with an api beside the cluster.</summary>
[Collection(ClusterFixture.Name)]
public sealed class OutcomeEndpointTests(ClusterFixture cluster, ClusterApi api) : IClassFixture<ClusterApi>
{
    [Fact]
    public async Task A_payment_after_a_message_shows_what_the_message_brought_and_cost()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        cluster.Clock.Now += TimeSpan.FromDays(4);
        await practice.PayAsync(60);

        var byRule = (await ReadAsync(practice, "rule")).Body["items"]!.AsArray();
        var byTemplate = Assert.Single((await ReadAsync(practice, "template")).Body["items"]!.AsArray())!;

        var rule = Assert.Single(byRule)!;
        Assert.Equal(
            (1, 1, 0, 1, 60m), (
                (int)rule["planned"]!, (int)rule["sent"]!, (int)rule["paidIn3Days"]!, (int)rule["paidIn7Days"]!,
                (decimal)rule["collectedIn30Days"]!));
        Assert.Equal((4m, "Standard"), ((decimal)rule["medianDaysToPay"]!, (string)rule["label"]!));
        Assert.Equal(
            (practice.Template.Id, 1, "First"), (
                (Guid)byTemplate["template"]!, (int)byTemplate["templateRevision"]!, (string)byTemplate["label"]!));
    }

    [Fact]
    public async Task The_same_comes_as_a_file()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Path(practice, "channel"));
        request.Headers.Authorization = new("Bearer", ApiKeys.Viewer);
        request.Headers.Accept.ParseAdd("text/csv");

        using var response = await api.Client.SendAsync(request);

        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("profile,rule,template,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(",,,,email,,1,0,0,0,", Assert.Single(lines[1..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_channel_costs_more_than_a_letter_the_file_says_so_in_a_number()
    {
        var practice = await ClusterPractice.OpenAsync(
            cluster, settings: settings => settings with { Costs = new(0, Email: 1.25m, 0, 0) });
        await practice.PostStatementAsync();
        await practice.TickWhenDueAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Path(practice, "practice"));
        request.Headers.Authorization = new("Bearer", ApiKeys.Viewer);
        request.Headers.Accept.ParseAdd("text/csv");

        using var response = await api.Client.SendAsync(request);

        Assert.Contains(",1.25,-1.25,", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_billing_service_sees_each_of_its_practices_and_nobody_elses()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        // The one behind whatever sorts just before it.
        var before = Paging.Cursor.Of(practice.Slug[..^1]);

        var own = await api.GetAsync($"/v1/outcomes?limit=1&cursor={before}&{Span}");
        var strangers = await api.GetAsync($"/v1/outcomes?{Span}", ApiKeys.Stranger);
        var wrong = await api.GetAsync("/v1/outcomes?by=rule");

        var line = Assert.Single(own.Body["items"]!.AsArray())!;
        Assert.Equal(
            (practice.Slug, "USD", 1),
            ((string)line["practice"]!, (string)line["currency"]!, (int)line["outcome"]!["planned"]!));
        Assert.DoesNotContain(practice.Slug, strangers.Text, StringComparison.Ordinal);
        Assert.Equal((400, "by"), (wrong.Status, string.Join(' ', wrong.Fields)));
    }

    [Theory]
    [InlineData("by=day&from=soon", "by from")]
    [InlineData("from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z", "from")]
    [InlineData("from=2020-11-02T00:00:00Z&to=2026-11-01T00:00:00Z", "from")]
    [InlineData("to=0001-01-01T00:00:00Z", "to")]
    [InlineData("from=9999-12-01T00:00:00Z&to=9999-12-31T00:00:00Z", "from to")]
    [InlineData("from=0001-01-01T00:00:00Z&to=0001-01-02T00:00:00Z", "from to")]
    public async Task A_wrong_question_is_refused(string query, string fields)
    {
        var practice = await ClusterPractice.OpenAsync(cluster);

        var refused = await api.GetAsync($"/v1/practices/{practice.Slug}/notifications/outcomes?{query}");

        Assert.Equal((400, fields), (refused.Status, string.Join(' ', refused.Fields)));
    }

    private Task<Answer> ReadAsync(ClusterPractice practice, string by) => api.GetAsync(Path(practice, by));

    private static string Path(ClusterPractice practice, string by) =>
        $"/v1/practices/{practice.Slug}/notifications/outcomes?by={by}&{Span}";

    private static string Span =>
        $"from={TestClock.MondayAtTen.AddDays(-1):yyyy-MM-dd}T00:00:00Z&to={TestClock.MondayAtTen.AddDays(9):yyyy-MM-dd}T00:00:00Z";
}
