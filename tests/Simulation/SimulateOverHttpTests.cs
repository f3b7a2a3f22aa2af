using System.Text;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Simulation;

/// <summary>Simulations over HTTP, with an api beside the cluster.</summary>
[Collection(ClusterFixture.Name)]
public sealed class SimulateOverHttpTests(ClusterFixture cluster, ClusterApi api) : IClassFixture<ClusterApi>
{
    private const string File = """
        account,statement_id,statement_date,due_date,amount_due,first_name,email,time_zone,email_switch
        new-1,S-1,2026-11-23,2026-12-14,120.00,Ann,ann@home.example,America/Chicago,optedIn
        new-2,S-2,2026-11-24,2026-12-14,80.00,Ben,ben@home.example,America/Denver,optedOut
        new-3,S-3,2026-11-24,2026-12-14,1.234,Cay,,,
        """;

    [Fact]
    public async Task A_sample_adds_up_to_what_was_planned()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);

        var answer = await api.PostAsync(
            PathOf(practice),
            new { sample = new { accounts = 1200, seed = 3 }, days = 90, items = 7 });

        Assert.Equal((200, 1200), (answer.Status, (int)answer.Body["accounts"]!));
        var planned = (int)answer.Body["planned"]!;
        Assert.True(planned > 1000);
        Assert.Equal(planned, answer.Body["byStatus"]!.AsObject().Sum(status => (int)status.Value!));
        Assert.Equal((7, planned - 7), (answer.Body["items"]!.AsArray().Count, (int)answer.Body["more"]!));
    }

    [Fact]
    public async Task The_statements_of_a_file_tell_who_would_get_what_and_why_not()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{PathOf(practice)}?days=20&from=2026-11-23");
        request.Headers.Authorization = new("Bearer", ApiKeys.Admin);
        request.Content = new StringContent(File, Encoding.UTF8, "text/csv");

        using var response = await api.Client.SendAsync(request);
        var answer = await Answer.OfAsync(response);

        Assert.Equal(
            ["new-1 S-1 sent ", "new-2 S-2 willNotSend optedOut"],
            answer.Body["items"]!.AsArray()
                .Select(item => $"{item!["account"]} {item["statementId"]} {item["status"]} {item["reason"]}"));
        Assert.Equal("amount_due", (string)Assert.Single(answer.Body["rejected"]!.AsArray())!["column"]!);
    }

    private static string PathOf(ClusterPractice practice) =>
        $"/v1/practices/{practice.Slug}/profiles/{practice.Profile}/simulate";
}
