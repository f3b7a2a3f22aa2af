using Microsoft.Extensions.Time.Testing;

namespace BalanceNotifications.Batches;

public sealed class BatchPaceTests
{
    [Fact]
    public void The_pace_is_that_of_the_last_ten_seconds()
    {
        var clock = new FakeTimeProvider();
        var pace = new BatchPace(clock);

        Assert.Null(new BatchPace(clock).Told(10));
        Assert.Equal([100, 100, 100], Run(pace, clock, seconds: 3, rows: 100));
        Assert.Equal(500, Run(pace, clock, seconds: 20, rows: 500).Last());
    }

    private static float[] Run(BatchPace pace, FakeTimeProvider clock, int seconds, int rows) =>
    [
        .. Enumerable.Range(0, seconds).Select(_ =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return pace.Told(rows)!.Value;
        }),
    ];
}
