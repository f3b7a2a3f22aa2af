using BalanceNotifications.Notifications;

namespace BalanceNotifications.Batches;

public sealed class BatchProgressTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 18, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_upload_says_how_fast_it_goes_and_how_long_it_takes_on()
    {
        var progress = BatchResponse.From(Batch(BatchStatus.Uploading, accepted: 300, rejected: 100, rate: 50)).Progress;

        Assert.Equal(new BatchProgress(Waiting: 600, Percent: 40, RowsPerSecond: 50, SecondsLeft: 12, Now), progress);
    }

    [Fact]
    public void Before_the_first_rows_nobody_knows_how_long_it_takes()
    {
        var progress = BatchResponse.From(Batch(BatchStatus.Uploading, accepted: 0, rejected: 0, rate: null)).Progress;

        Assert.Equal(new BatchProgress(Waiting: 1000, Percent: 0, RowsPerSecond: null, SecondsLeft: null, At: null), progress);
    }

    [Theory]
    [InlineData(BatchStatus.Created)]
    [InlineData(BatchStatus.Accepted)]
    [InlineData(BatchStatus.Cancelled)]
    [InlineData(BatchStatus.Failed)]
    public void What_is_not_uploading_makes_no_progress(BatchStatus status) =>
        Assert.Null(BatchResponse.From(Batch(status, accepted: 1000, rejected: 0, rate: 50)).Progress);

    private static StoredBatch Batch(BatchStatus status, int accepted, int rejected, float? rate) => new(
        Guid.CreateVersion7(), BatchKind.Cycle, status, null, Now, "desk", null, 1000, accepted, rejected,
        new Dictionary<NotificationStatus, long>(), RowsPerSecond: rate, ToldAt: rate is null ? null : Now);
}
