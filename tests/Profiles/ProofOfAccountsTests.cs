using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Profiles;

/// <summary>Proofs and previews of real accounts: the api over the cluster.</summary>
[Collection(ClusterFixture.Name)]
public sealed class ProofOfAccountsTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_proof_and_a_preview_show_a_named_account_as_it_stands()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        await practice.PayAsync(20m);
        await using var api = await cluster.StartApiAsync();

        var proof = await AskAsync(api, practice, $"profiles/{practice.Profile}/proof", new { accounts = Number });
        var preview = await AskAsync(
            api, practice, $"templates/{practice.Template.Id}/preview", new { account = ClusterPractice.Number });

        var shown = Assert.Single(proof.Body["notifications"]![0]!["accounts"]!.AsArray())!;
        Assert.Equal(ClusterPractice.Number, (string?)shown["account"]);
        Assert.Equal("You owe $100.00", (string?)shown["message"]!["text"]);
        Assert.Equal("You owe $120.00", (string?)proof.Body["notifications"]![0]!["message"]!["text"]);
        Assert.Equal("You owe $100.00", (string?)preview.Body["text"]);
    }

    [Fact]
    public async Task Unknown_accounts_are_named_by_their_place()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await using var api = await cluster.StartApiAsync();

        var refused = await AskAsync(
            api, practice, $"profiles/{practice.Profile}/proof",
            new { accounts = new[] { "nobody", ClusterPractice.Number, null } });

        Assert.Equal((400, "accounts[0] accounts[2]"), (refused.Status, string.Join(' ', refused.Fields)));
    }

    private static readonly string[] Number = [ClusterPractice.Number];

    private static Task<Answer> AskAsync(ApiHost api, ClusterPractice practice, string path, object body) =>
        api.Client.AskAsync(HttpMethod.Post, $"/v1/practices/{practice.Slug}/{path}", ApiKeys.Admin, body);
}
