using System.Text.Json.Nodes;
using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Worklists;

/// <summary>What the billing staff look through in the morning, with an api beside the cluster.</summary>
[Collection(ClusterFixture.Name)]
public sealed class WorklistTests(ClusterFixture cluster, ClusterApi api) : IClassFixture<ClusterApi>
{
    [Fact]
    public async Task Holds_that_run_out_are_listed_soonest_first_and_go_when_they_are_taken_off()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var other = await practice.WithAccountAsync("100235");
        await HoldAsync(practice, "late", HoldReason.Dispute, days: 9);
        await HoldAsync(practice, "for ever", HoldReason.Deceased, days: null);
        await HoldAsync(other, "soon", HoldReason.Other, days: 3);
        await HoldAsync(other, "far", HoldReason.Dispute, days: 300);

        var first = await api.GetAsync($"/v1/practices/{practice.Slug}/holds?limit=1");
        var second = await api.GetAsync($"/v1/practices/{practice.Slug}/holds?limit=1&cursor={first.Body["next"]}");
        var disputes = await ListAsync(practice, "holds?within=366&reason=dispute");
        await other.Account.ReleaseHoldAsync("soon", "test", default);

        Assert.Equal(("soon", "late", null), (IdOf(first), IdOf(second), (string?)second.Body["next"]));
        Assert.Equal(["100234 late dispute", "100235 far dispute"], disputes.Select(Line));
        Assert.Equal(["100234 late dispute"], (await ListAsync(practice, "holds")).Select(Line));
    }

    [Fact]
    public async Task A_hold_goes_with_its_account_into_the_one_it_is_merged_into()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var left = await practice.WithAccountAsync("100235");
        await HoldAsync(practice, "H-1", HoldReason.Dispute, days: 5);

        await practice.Account.MergeAsync(new("100235", "same guarantor", "test"), default);

        Assert.Equal(["100235 H-1 dispute"], (await ListAsync(practice, "holds")).Select(Line));
        Assert.NotNull(await left.Account.GetAsync(default));
    }

    [Fact]
    public async Task Consent_is_missing_where_texts_are_on_and_nobody_has_recorded_it()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, consent: false);
        await practice.WithAccountAsync("100235"); // with consent

        var before = await ListAsync(practice, "accounts?status=consentMissing");
        await practice.SaveAccountAsync();
        var after = await ListAsync(practice, "accounts?status=consentMissing");

        Assert.Equal([ClusterPractice.Number], before.Select(item => (string)item!["number"]!));
        Assert.Empty(after);
    }

    [Fact]
    public async Task Senders_that_are_stopped_are_those_of_the_practice_alone()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var stranger = await ClusterPractice.OpenAsync(cluster);
        await practice.ExecuteAsync(
            "insert into sender_breaker (channel, provider, sender, opened_at, reason) values (1, $1, $2, bn_now(), 'smtp 535')",
            Database.Value(practice.Sender.Provider), Database.Value(practice.Sender.Sender));

        var tripped = Assert.Single(await ListAsync(practice, "senders/tripped"))!;

        Assert.Equal(
            ("email", practice.Sender.Sender, "smtp 535"),
            ((string)tripped["channel"]!, (string)tripped["sender"]!, (string)tripped["reason"]!));
        Assert.Empty(await ListAsync(stranger, "senders/tripped"));
    }

    [Theory]
    [InlineData("holds?within=0&reason=none&cursor=x", "cursor reason within")]
    [InlineData("accounts?status=gone", "status")]
    [InlineData("senders/tripped?cursor=x", "cursor")]
    public async Task A_wrong_question_is_refused(string path, string fields)
    {
        var practice = await ClusterPractice.OpenAsync(cluster);

        var refused = await api.GetAsync($"/v1/practices/{practice.Slug}/{path}");

        Assert.Equal((400, fields), (refused.Status, string.Join(' ', refused.Fields)));
    }

    // The list asks the database's clock, and the cluster's stands on the newest Monday.
    private static Task<PlaceHoldResult> HoldAsync(ClusterPractice practice, string id, HoldReason reason, int? days) =>
        practice.Account.PlaceHoldAsync(
            new(id, reason, days is { } some ? TimeProvider.System.GetUtcNow().AddDays(some) : null, "", TestClock.MondayAtTen, "test"),
            default);

    private async Task<JsonArray> ListAsync(ClusterPractice practice, string path) =>
        (await api.GetAsync($"/v1/practices/{practice.Slug}/{path}")).Body["items"]!.AsArray();

    private static string IdOf(Answer answer) => (string)Assert.Single(answer.Body["items"]!.AsArray())!["id"]!;

    private static string Line(JsonNode? item) => $"{item!["account"]} {item["id"]} {item["reason"]}";
}
