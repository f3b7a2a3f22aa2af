using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Profiles;

namespace BalanceNotifications.Accounts;

/// <summary>What <c>GET …/cadence</c> tells people, over HTTP with an api beside the cluster.</summary>
[Collection(ClusterFixture.Name)]
public sealed class CadenceEndpointTests(ClusterFixture cluster, ClusterApi api) : IClassFixture<ClusterApi>
{
    [Fact]
    [Trait("Rule", "V64")]
    public async Task It_tells_what_will_go_out_and_why_each_of_the_other_rules_will_not()
    {
        var practice = await OpenAsync();
        await practice.PostStatementAsync();

        var items = await CadenceAsync(practice);

        Assert.Equal(
            ["first scheduled send", "second otherLevel ", "paperless otherAudience "],
            items.Select(item => $"{item["rule"]} {(string?)item["status"] ?? (string?)item["code"]} {item["expected"]}"));
        Assert.All(items, item => Assert.NotEmpty((string)item["why"]!));
        Assert.Null(items[1]["id"]);
        Assert.Equal(2, (int)items[1]["level"]!);
    }

    [Fact]
    public async Task A_planned_one_says_what_would_become_of_it_as_things_stand_today()
    {
        var practice = await OpenAsync();
        await practice.PostStatementAsync();
        await practice.SaveAccountAsync(state: SwitchState.OptedOut);

        Assert.Equal("willNotSend: optedOut", (string)(await CadenceAsync(practice))[0]["expected"]!);
    }

    [Fact]
    public async Task One_that_has_ended_stays_in_it_with_how_it_ended()
    {
        var practice = await OpenAsync();
        await practice.PostStatementAsync();
        await practice.PayAsync(120m);
        await practice.TickWhenDueAsync();

        var first = (await CadenceAsync(practice))[0];

        Assert.Equal(
            ("first", "willNotSend", null),
            ((string)first["rule"]!, (string)first["status"]!, (string?)first["expected"]));
        Assert.Equal(3, (await CadenceAsync(practice)).Count);
    }

    [Fact]
    public async Task An_account_without_a_statement_has_an_empty_cadence()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);

        Assert.Empty(await CadenceAsync(practice));
    }

    private async Task<IReadOnlyList<JsonObject>> CadenceAsync(ClusterPractice practice)
    {
        var answer = await api.GetAsync(
            $"/v1/practices/{practice.Slug}/accounts/{ClusterPractice.Number}/cadence");
        Assert.Equal(200, answer.Status);
        Assert.Null(answer.Body["next"]);
        return [.. answer.Body["items"]!.AsArray().Select(item => item!.AsObject())];
    }

    // Before anything is posted, so that no account has seen the first revision.
    private async Task<ClusterPractice> OpenAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var current = (await new ProfileStore(cluster.Postgres.Owner).FindAsync(practice.Scope, practice.Profile, default))!;
        var rule = current.Newest.Profile.Notifications[0] with { Id = "first" };
        var profile = current.Newest.Profile with
        {
            Notifications =
            [
                rule,
                rule with { Id = "second", Level = 2 },
                rule with { Id = "paperless", Audience = Audience.Paperless },
            ],
        };
        await practice.Profiles.SaveAsync(practice.Scope, current, profile, "test", default);
        await cluster.Postgres.ProofAsync(practice.Scope, practice.Profile, 2);
        Assert.Equal(
            ProfileOutcome.Done,
            (await practice.Profiles.ApproveAsync(practice.Scope, practice.Profile, 2, "test", default)).Outcome);
        return practice;
    }
}
