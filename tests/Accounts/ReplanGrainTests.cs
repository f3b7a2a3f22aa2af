using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using BalanceNotifications.Profiles;

namespace BalanceNotifications.Accounts;

/// <summary>A re-plan over HTTP, with an api beside the cluster, on real accounts.</summary>
[Collection(ClusterFixture.Name)]
public sealed class ReplanGrainTests(ClusterFixture cluster, ClusterApi api) : IClassFixture<ClusterApi>
{
    [Fact]
    public async Task It_counts_first_then_moves_and_then_finds_nothing_more()
    {
        var practice = await OpenAsync(hoursLater: 2);
        var before = await practice.StoredVersionAsync();

        var counted = await PostAsync(practice, "dryRun=true");
        Assert.Equal(before, await practice.StoredVersionAsync());
        var done = await PostAsync(practice, "dryRun=false");
        var again = await PostAsync(practice, "dryRun=false");

        Assert.Equal((true, 2, 1, 1, 1), Read(counted));
        Assert.Equal((false, 2, 1, 1, 1), Read(done));
        Assert.Equal((false, 2, 0, 0, 0), Read(again));
        Assert.Equal([Reason.Replanned], await practice.ReasonsAsync("S-1", NotificationStatus.Cancelled));
    }

    [Fact]
    public async Task What_was_moved_goes_out_at_its_new_time_and_only_then()
    {
        var practice = await OpenAsync(hoursLater: 2);
        await PostAsync(practice, "dryRun=false");

        await practice.TickWhenDueAsync();
        var planned = Assert.Single((await practice.Account.GetCadenceAsync(default))!);
        Assert.Equal(0, practice.Arrived(planned.Id));
        await practice.TickAfterAsync(TimeSpan.FromHours(2));

        Assert.Equal(1, practice.Arrived(planned.Id));
    }

    [Fact]
    public async Task What_was_sent_is_never_sent_again()
    {
        var practice = await OpenAsync(hoursLater: null);
        await practice.TickWhenDueAsync();
        await SaveAsync(practice, hoursLater: 2);

        var done = await PostAsync(practice, "dryRun=false");

        Assert.Equal((false, 2, 0, 0, 0), Read(done));
        Assert.Empty((await practice.Account.GetCadenceAsync(default))!);
    }

    [Fact]
    public async Task It_must_be_said_whether_to_count_or_to_do()
    {
        var practice = await OpenAsync(hoursLater: null);

        Assert.Equal(["dryRun"], (await PostAsync(practice, "")).Fields);
        Assert.Equal(["cursor", "dryRun"], (await PostAsync(practice, "dryRun=perhaps&cursor=*")).Fields);
    }

    private static (bool DryRun, int Revision, int Accounts, int Notifications, int Moved) Read(Answer answer) => (
        (bool)answer.Body["dryRun"]!, (int)answer.Body["revision"]!, (int)answer.Body["accounts"]!,
        (int)answer.Body["notifications"]!, (int)answer.Body["moved"]!);

    private Task<Answer> PostAsync(ClusterPractice practice, string query) =>
        api.PostAsync($"/v1/practices/{practice.Slug}/profiles/{practice.Profile}/replan?{query}");

    private async Task<ClusterPractice> OpenAsync(int? hoursLater)
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        if (hoursLater is { } hours)
        {
            await SaveAsync(practice, hours);
        }

        return practice;
    }

    private async Task SaveAsync(ClusterPractice practice, int hoursLater)
    {
        var current = (await new ProfileStore(cluster.Postgres.Owner).FindAsync(practice.Scope, practice.Profile, default))!;
        var rule = current.Newest.Profile.Notifications[0];
        var profile = current.Newest.Profile with
        {
            Notifications = [rule with { Time = rule.Time.AddHours(hoursLater) }],
        };
        await practice.Profiles.SaveAsync(practice.Scope, current, profile, "test", default);
        await cluster.Postgres.ProofAsync(practice.Scope, practice.Profile, 2);
        await practice.Profiles.ApproveAsync(practice.Scope, practice.Profile, 2, "test", default);
    }
}
