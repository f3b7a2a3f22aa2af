using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Accounts;

/// <summary>Holds over HTTP: placed, seen, and taken off.</summary>
[Collection(ClusterFixture.Name)]
public sealed class HoldEndpointTests(ClusterFixture cluster, ClusterApi api) : IClassFixture<ClusterApi>
{
    private static readonly DateTimeOffset Until = new(TimeProvider.System.GetUtcNow().Year + 2, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    [Trait("Rule", "V64")]
    public async Task A_hold_stops_what_is_planned_until_it_is_taken_off()
    {
        var (practice, path) = await OpenAsync();
        await practice.PostStatementAsync();

        var placed = await api.PostAsync($"{path}/holds", new { holdId = "h-1", reason = "dispute", until = Until, note = "called" });
        Assert.Equal("willNotSend: hold: dispute", await ExpectedAsync(path));
        var taken = await api.DeleteAsync($"{path}/holds/h-1");

        Assert.Equal(201, placed.Status);
        Assert.Equal(
            ("h-1", "dispute", "called", Until),
            ((string?)placed.Body["holdId"], (string?)placed.Body["reason"], (string?)placed.Body["note"],
                (DateTimeOffset)placed.Body["until"]!));
        Assert.Equal(204, taken.Status);
        Assert.Equal("send", await ExpectedAsync(path));
    }

    [Fact]
    public async Task A_hold_shows_in_the_account_and_is_there_once_however_often_it_is_told()
    {
        var (_, path) = await OpenAsync();
        var body = new { holdId = "h-1", reason = "bankruptcy", note = "court" };

        var placed = await api.PostAsync($"{path}/holds", body);
        var again = await api.PostAsync($"{path}/holds", body);
        var other = await api.PostAsync($"{path}/holds", body with { reason = "other" });

        Assert.Equal((201, 200, placed.Text), (placed.Status, again.Status, again.Text));
        Assert.Equal((409, "idReused"), (other.Status, other.Code));
        var hold = Assert.Single((await api.GetAsync(path)).Body["holds"]!.AsArray())!;
        Assert.Equal(("h-1", "bankruptcy"), ((string?)hold["holdId"], (string?)hold["reason"]));
    }

    [Fact]
    public async Task One_without_an_id_gets_ours_and_can_be_taken_off_by_it()
    {
        var (_, path) = await OpenAsync();

        var placed = await api.PostAsync($"{path}/holds", new { reason = "deceased" });
        var id = (string)placed.Body["holdId"]!;

        Assert.Equal(204, (await api.DeleteAsync($"{path}/holds/{id}")).Status);
        Assert.Equal(404, (await api.DeleteAsync($"{path}/holds/{id}")).Status);
    }

    [Fact]
    public async Task An_account_that_was_merged_names_the_one_that_is_left()
    {
        var (practice, path) = await OpenAsync();
        await practice.WithAccountAsync("100300");
        await practice.Account.MergeAsync(new("100300", "twice", "test"), default);

        var refused = await api.PostAsync($"{path}/holds", new { reason = "dispute" });

        Assert.Equal((409, "merged", "100300"), (refused.Status, refused.Code, (string?)refused.Body["mergedInto"]));
    }

    private async Task<(ClusterPractice Practice, string Path)> OpenAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        return (practice, $"/v1/practices/{practice.Slug}/accounts/{ClusterPractice.Number}");
    }

    private async Task<string> ExpectedAsync(string path) =>
        (string)(await api.GetAsync($"{path}/cadence")).Body["items"]![0]!["expected"]!;
}
