using BalanceNotifications.Http;

namespace BalanceNotifications.Demo;

public sealed class DemoTotalsTests
{
    private static readonly Batch TenRows = new("b", "accepted", Rows: 10, Accepted: 9, Rejected: 1);

    [Fact]
    public void The_last_line_counts_every_row_once()
    {
        var totals = Of(("sent", 3), ("delivered", 1), ("willNotSend", 2), ("scheduled", 2), ("deferred", 1));

        Assert.True(totals.AddUp);
        Assert.Equal(
            "demo: 10 rows, 9 accepted, 1 rejected, 4 sent, 2 will not send, 3 planned, 0 failed", totals.ToString());
    }

    [Fact]
    public void A_status_that_is_neither_sent_nor_decided_nor_planned_has_failed()
    {
        var totals = Of(("sent", 8), ("outcomeUnknown", 1));

        Assert.Equal(1, totals.Failed);
        Assert.False(totals.AddUp);
    }

    [Fact]
    public void A_lost_notification_does_not_add_up() => Assert.False(Of(("sent", 8)).AddUp);

    [Fact]
    public void The_demo_goes_on_while_history_follows_the_accounts()
    {
        Assert.False(Snapshot(TenRows, ("sent", 8)).IsFinished);
        Assert.True(Snapshot(TenRows, ("sent", 9)).IsFinished);
    }

    [Fact]
    public void The_demo_goes_on_while_rows_are_read() =>
        Assert.False(Snapshot(TenRows with { Status = "uploading" }, ("sent", 9)).IsFinished);

    private static DemoTotals Of(params (string Status, int Count)[] counts) => Snapshot(TenRows, counts).Totals;

    private static DemoSnapshot Snapshot(Batch batch, params (string Status, int Count)[] counts)
    {
        var items = counts.Select(count => new SummaryItem(count.Status, count.Status, count.Count, Percent: 0));
        return new DemoSnapshot([batch], [new Summary(counts.Sum(count => count.Count), [.. items])], AnyDue: false);
    }
}
