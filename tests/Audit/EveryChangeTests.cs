using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BalanceNotifications.Audit;

/// <summary>No route changes anything without a line that says who, and from what to what.</summary>
[Collection(ClusterFixture.Name)]
public sealed class EveryChangeTests(ClusterFixture cluster, ClusterApi api) : IClassFixture<ClusterApi>
{
    public static TheoryData<string> Changes => new(ChangeTable.Lines.Keys);

    [Fact]
    public async Task Every_route_that_is_no_reading_says_what_it_leaves_in_the_trail()
    {
        await using var host = await ApiHost.StartAsync(cluster.Postgres.ConnectionString("bn_api"));
        var routes = host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { } methods
                && methods.HttpMethods.Any(method => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method)))
            .Select(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? $"{endpoint}")
            .Distinct(StringComparer.Ordinal)
            // Asked by HEAD as well as GET.
            .Order(StringComparer.Ordinal);

        Assert.Equal(ChangeTable.Lines.Keys.Concat(ChangeTable.None.Keys).Order(StringComparer.Ordinal), routes);
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task A_change_says_who_made_it_what_was_and_what_is(string route)
    {
        var (action, change) = ChangeTable.Lines[route];
        var stage = new ChangeStage(await ClusterPractice.OpenAsync(cluster), api);

        var answer = await change(stage);

        Assert.True(answer.Status is >= 200 and < 300, answer.Text);
        var line = Assert.Single(
            await stage.AuditAsync(),
            line => (string)line!["action"]! == action && (string)line["actor"]! == ApiKeys.Admin)!;
        var changed = line["detail"]!["changed"]!.AsObject();
        Assert.NotEmpty(changed);
        Assert.All(changed, member => Assert.False(
            JsonNode.DeepEquals(member.Value!["from"], member.Value["to"]), $"{member.Key} did not change"));
    }

    [Fact]
    public async Task What_names_or_reaches_a_guarantor_is_not_in_it()
    {
        var stage = new ChangeStage(await ClusterPractice.OpenAsync(cluster), api);
        await stage.PutAsync(stage.Account, new
        {
            guarantor = new { firstName = "Zenobia", lastName = "Quillfeather" },
            email = "zenobia@quill.example",
            phone = "+13125550187",
            address = new { state = "IL", postalCode = "60699" },
            consent = new { source = "said at the desk by Zenobia", at = "2026-01-06T10:00:00Z", wording = "call Quillfeather" },
        });
        await stage.PostAsync($"{stage.Account}/holds", new { holdId = "h-2", reason = "other", note = "Zenobia is away" });

        var line = (await stage.AuditAsync()).First(line => (string)line!["action"]! == "account.changed")!;

        Assert.Equal("withheld", (string)line["detail"]!["changed"]!["email"]!["to"]!);
        var all = (await stage.GetAsync($"{stage.Path}/audit?limit=500")).Text;
        foreach (var needle in (string[])["Zenobia", "Quillfeather", "quill.example", "5550187", "60699"])
        {
            Assert.DoesNotContain(needle, all, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_batch_that_ends_by_itself_says_so()
    {
        var stage = new ChangeStage(await ClusterPractice.OpenAsync(cluster), api);
        var batch = (await stage.UploadAsync(starts: true)).Id;

        await Eventually.HoldsAsync(async () => (await stage.AuditAsync()).Any(line =>
            (string)line!["action"]! == "batch.ended" && (string)line["subject"]! == batch
            && (string)line["actor"]! == "system"
            && (string)line["detail"]!["changed"]!["status"]!["to"]! == "accepted"));
    }
}
