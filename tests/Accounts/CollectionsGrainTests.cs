using BalanceNotifications.Batches;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Accounts;

[Collection(ClusterFixture.Name)]
public sealed class CollectionsGrainTests(ClusterFixture cluster)
{
    [Fact]
    [Trait("Rule", "V41")]
    public async Task An_account_past_the_limit_is_on_the_worklist_until_it_has_paid()
    {
        var practice = await PastTheLimitAsync();

        var listed = Assert.Single(await ListAsync(practice));
        await practice.PayAsync(20);
        var less = Assert.Single(await ListAsync(practice));
        await practice.PayAsync(100, "P-2");

        Assert.Equal(
            (ClusterPractice.Number, cluster.Clock.Now, 1, Money.From(120), "S-2"),
            (listed.Account, listed.Key.Since, listed.Level, listed.Balance, listed.StatementId));
        Assert.Equal(Money.From(100), less.Balance);
        Assert.Empty(await ListAsync(practice));
    }

    [Fact]
    [Trait("Rule", "V42")]
    public async Task The_next_cycle_batch_clears_the_worklist_of_the_last()
    {
        var practice = await PastTheLimitAsync();

        await UploadAsync(practice, BatchKind.Postings);
        Assert.Single(await ListAsync(practice));
        await UploadAsync(practice, BatchKind.Cycle);
        await practice.PayAsync(20); // tells the row again

        Assert.Empty(await ListAsync(practice));
    }

    [Fact]
    [Trait("Rule", "V42")]
    public async Task A_profile_may_keep_its_worklist()
    {
        var practice = await PastTheLimitAsync(clears: false);

        await UploadAsync(practice, BatchKind.Cycle);

        Assert.Single(await ListAsync(practice));
    }

    [Fact]
    public async Task A_move_to_collections_ends_billing_until_it_is_recalled()
    {
        var practice = await PastTheLimitAsync();

        var moved = await practice.Account.MoveToCollectionsAsync("biller", default);
        var there = await practice.Account.GetAsync(default);
        await practice.DeactivateAsync();
        var billed = await practice.PostStatementAsync("S-3", daysAgo: -1);
        await practice.Account.RecallFromCollectionsAsync("biller", default);

        Assert.Equal((CollectionsOutcome.Done, cluster.Clock.Now), (moved, there!.InCollectionsSince));
        Assert.Empty(await ListAsync(practice));
        Assert.Equal((0, Reason.InCollections), (billed.Statement!.Planned, billed.Statement.Why));
        Assert.Null((await practice.Account.GetAsync(default))!.InCollectionsSince);
    }

    [Fact]
    public async Task An_account_that_does_not_exist_is_not_moved()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var nobody = cluster.Grains.GetGrain<IAccountGrain>(practice.KeyOf("nobody").ToString());

        Assert.Equal(CollectionsOutcome.NoAccount, await nobody.MoveToCollectionsAsync("biller", default));
    }

    private async Task<ClusterPractice> PastTheLimitAsync(bool clears = true)
    {
        var practice = await ClusterPractice.OpenAsync(cluster, profile: profile => profile with
        {
            DunningLevels = 1,
            NoDunningLimit = false,
            ClearPreCollections = clears,
        });
        await practice.PostStatementAsync("S-1", daysAgo: 1);
        Assert.Equal(Reason.DunningLimit, (await practice.PostStatementAsync("S-2")).Statement!.Why);
        return practice;
    }

    private async Task<IReadOnlyList<PreCollectionsEntry>> ListAsync(ClusterPractice practice) =>
        (await new PreCollectionsList(cluster.Postgres.Owner, cluster.Clock)
            .ListAsync(practice.Scope, null, 50, default)).Items;

    private async Task UploadAsync(ClusterPractice practice, BatchKind kind)
    {
        var batch = Guid.CreateVersion7();
        await new BatchIntake(cluster.Postgres.Owner, cluster.Clock).StoreAsync(
            practice.Scope, new(batch, kind, StartsAtOnce: true, "test"), AsyncEnumerable.Empty<IntakeRow>(), default);
        await cluster.Grains.GetGrain<IBatchGrain>($"{practice.Id}/{batch}").StartAsync("test", default);
    }
}
