using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Batches;

/// <summary>What comes in between just as a batch ends.</summary>
[Collection(ClusterFixture.Name)]
public sealed class BatchEndTests(ClusterFixture cluster)
{
    private const string Other = "100235";

    [Fact]
    [Trait("Rule", "V60")]
    public async Task A_batch_that_is_cancelled_while_its_last_row_is_told_is_taken_back_when_it_was_walked_and_not_before()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var other = await practice.WithAccountAsync(Other);
        var batch = new ClusterBatch(cluster, practice);
        await batch.StoreAsync(ClusterPractice.Number, Other);
        await using (await practice.BreakStateAsync())
        {
            await batch.StartAsync();
            await Eventually.HoldsAsync(async () => (await batch.FindAsync()).Accepted == 1);
        }

        var held = await practice.HoldStateAsync();
        await batch.DriveAsync();
        await held.WantedAsync();
        Assert.True(await batch.CancelAsync());
        await using (await other.BreakStateAsync())
        {
            await held.DisposeAsync();
            await Eventually.HoldsAsync(async () => await batch.CountAsync(NotificationStatus.Cancelled) == 1);
            Assert.False(await batch.IsTakenBackAsync());
        }

        await Eventually.HoldsAsync(async () =>
        {
            await batch.DriveAsync();
            return await batch.IsTakenBackAsync();
        });
        Assert.Equal(2, await batch.CountAsync(NotificationStatus.Cancelled));
    }

    [Fact]
    public async Task A_silo_that_stops_in_the_middle_of_a_batch_that_stood_for_a_day_makes_no_failure_of_it()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var batch = new ClusterBatch(cluster, practice);
        await batch.StoreAsync(ClusterPractice.Number);
        await batch.BeganAsync(cluster.Clock.Now.AddHours(-25));
        var held = await practice.HoldStateAsync();
        await batch.DriveAsync();
        await held.WantedAsync();

        var stopped = batch.DeactivateAsync();
        await held.DisposeAsync();
        await stopped;

        await Eventually.HoldsAsync(async () =>
        {
            await batch.DriveAsync();
            return (await batch.FindAsync()).Status is not BatchStatus.Uploading;
        });
        Assert.Equal(BatchStatus.Accepted, (await batch.FindAsync()).Status);
    }
}
