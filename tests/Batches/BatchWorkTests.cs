using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Batches;

/// <summary>What keeps two drivers of one batch, or one that was slow, from counting a row twice.</summary>
[Collection(ClusterFixture.Name)]
public sealed class BatchWorkTests(ClusterFixture cluster)
{
    private readonly Guid _batch = Guid.CreateVersion7();

    private BatchWork Work => new(cluster.Postgres.Owner, cluster.Clock);

    private BatchPages Pages => new(cluster.Postgres.Owner);

    [Fact]
    public async Task A_page_that_is_ended_twice_counts_once()
    {
        var practice = await UploadingAsync(rows: 3);
        var page = new ToldPage(0, 3, 1, [new(2, "statement_id", "S-1", "idReused: …")], WaitOn: [3], RowsPerSecond: 10);

        Assert.True(await Pages.EndPageAsync(practice.Id, _batch, page));
        Assert.False(await Pages.EndPageAsync(practice.Id, _batch, page));

        var batch = await new BatchReader(cluster.Postgres.Owner).FindAsync(practice.Scope, _batch, default);
        Assert.Equal((1, 1), (batch!.Accepted, batch.Rejected));
        Assert.Equal(
            [BatchRowState.Accepted, BatchRowState.Rejected, BatchRowState.Waiting], await StatesAsync(practice));
        Assert.Equal([3], (await Pages.WaitingOnAsync(practice.Id, _batch, 0, 10, default)).Select(row => row.Row));
    }

    [Fact]
    public async Task A_driver_that_another_has_overtaken_begins_no_page()
    {
        var practice = await UploadingAsync(rows: 3);
        Assert.True(await Pages.BeginPageAsync(practice.Id, _batch, last: 2));
        Assert.True(await Pages.EndPageAsync(practice.Id, _batch, new(0, 2, 2, [], [], null)));

        Assert.False(await Pages.BeginPageAsync(practice.Id, _batch, last: 2));
    }

    [Fact]
    public async Task No_page_of_a_cancelled_batch_is_begun_and_only_what_was_begun_is_walked()
    {
        var practice = await UploadingAsync(rows: 3);
        await Pages.BeginPageAsync(practice.Id, _batch, last: 2);
        await Work.CancelAsync(practice.Id, _batch, "test", default);

        Assert.False(await Pages.BeginPageAsync(practice.Id, _batch, last: 3));
        Assert.Equal([1, 2], (await Pages.ToldAsync(practice.Id, _batch, 0, 10, default)).Select(row => row.Row));
        Assert.Contains((practice.Id, _batch), await Work.UnderWayAsync(default));
        await Work.TakenBackAsync(practice.Id, _batch);
        Assert.DoesNotContain((practice.Id, _batch), await Work.UnderWayAsync(default));
    }

    // Whose rows no silo may tell: there is nothing in them, and the sweep comes by every half minute at the earliest.
    private async Task<ClusterPractice> UploadingAsync(int rows)
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await new BatchIntake(cluster.Postgres.Owner, cluster.Clock).StoreAsync(
            practice.Scope, new(_batch, BatchKind.Cycle, StartsAtOnce: true, "test"),
            Enumerable.Range(1, rows).Select(row => new IntakeRow(row, $"a-{row}", $"key-{row}", "{}", Fault: null))
                .ToAsyncEnumerable(),
            default);
        return practice;
    }

    private async Task<IEnumerable<BatchRowState>> StatesAsync(ClusterPractice practice) =>
        (await new BatchReader(cluster.Postgres.Owner).ListRowsAsync(practice.Scope, _batch, null, 0, 50, default))
            .Items.Select(row => row.State);
}
