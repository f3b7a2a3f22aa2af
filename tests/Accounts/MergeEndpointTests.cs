using BalanceNotifications.Contact;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Accounts;

/// <summary>What a merge answers over HTTP, above all where it refuses.</summary>
[Collection(ClusterFixture.Name)]
public sealed class MergeEndpointTests(ClusterFixture cluster, ClusterApi api) : IClassFixture<ClusterApi>
{
    private const string Into = "100300";

    private static readonly object Body = new { into = Into, reason = "same person twice" };

    [Fact]
    [Trait("Rule", "V85")]
    public async Task A_merge_is_done_once_and_its_repeat_says_the_same()
    {
        var practice = await OpenAsync();

        var merged = await api.PostAsync(PathOf(practice), Body);
        var again = await api.PostAsync(PathOf(practice), Body);

        Assert.Equal((200, "merged", Into), (merged.Status, (string?)merged.Body["status"], (string?)merged.Body["into"]));
        Assert.Equal((200, merged.Text), (again.Status, again.Text));
    }

    [Fact]
    public async Task Everything_wrong_with_the_body_is_named_at_once()
    {
        var practice = await OpenAsync();

        var empty = await api.PostAsync(PathOf(practice), new { });
        var itself = await api.PostAsync(
            PathOf(practice), new { into = ClusterPractice.Number, reason = new string('x', 5000) });
        var nobody = await api.PostAsync(PathOf(practice), new { into = "999999", reason = "typed wrongly" });

        Assert.Equal((400, "into reason"), (empty.Status, string.Join(' ', empty.Fields)));
        Assert.Equal((400, "into reason"), (itself.Status, string.Join(' ', itself.Fields)));
        Assert.Equal((400, "into"), (nobody.Status, string.Join(' ', nobody.Fields)));
        Assert.Null((await practice.Account.GetAsync(default))!.MergedInto);
    }

    [Fact]
    public async Task An_account_that_was_never_created_is_not_there() =>
        Assert.Equal(404, (await api.PostAsync(PathOf(await OpenAsync(), "nobody"), Body)).Status);

    [Fact]
    public async Task One_that_is_merged_already_says_into_which()
    {
        var practice = await OpenAsync();
        await practice.WithAccountAsync("100301");
        await api.PostAsync(PathOf(practice), Body);

        var elsewhere = await api.PostAsync(PathOf(practice), new { into = "100301", reason = "second thoughts" });
        var behind = await api.PostAsync(
            PathOf(practice, "100301"), new { into = ClusterPractice.Number, reason = "an old list" });

        Assert.Equal((409, "merged", Into), (elsewhere.Status, elsewhere.Code, (string?)elsewhere.Body["mergedInto"]));
        Assert.Equal((409, "targetMerged", Into), (behind.Status, behind.Code, (string?)behind.Body["mergedInto"]));
    }

    [Fact]
    public async Task Two_confidential_addresses_are_for_a_person_to_settle()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var target = await practice.WithAccountAsync(Into);
        await practice.ConfideAsync(new("safe@shelter.example"));
        await target.ConfideAsync(new("other@shelter.example"));

        var refused = await api.PostAsync(PathOf(practice), Body);

        Assert.Equal((409, "confidentialDiffers"), (refused.Status, refused.Code));
        Assert.DoesNotContain("shelter.example", refused.Text, StringComparison.Ordinal);
        Assert.Null((await practice.Account.GetAsync(default))!.MergedInto);
    }

    [Theory]
    [InlineData(ApiKeys.Viewer)]
    [InlineData(ApiKeys.Integration)]
    public async Task Only_billing_staff_merge(string key)
    {
        var practice = await OpenAsync();

        Assert.Equal(403, (await api.PostAsync(PathOf(practice), Body, key)).Status);
        Assert.Null((await practice.Account.GetAsync(default))!.MergedInto);
    }

    private async Task<ClusterPractice> OpenAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.WithAccountAsync(Into);
        return practice;
    }

    private static string PathOf(ClusterPractice practice, string account = ClusterPractice.Number) =>
        $"/v1/practices/{practice.Slug}/accounts/{account}/merge";
}
