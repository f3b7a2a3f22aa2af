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

    [Fact]
    public async Task Work_for_one_account_keeps_its_order_and_that_for_others_does_not_wait()
    {
        var (queue, done, gate) = (new AccountQueue(), new List<string>(), new TaskCompletionSource());

        var first = queue.RunAsync("a", async () =>
        {
            await gate.Task;
            done.Add("a1");
            throw new InvalidOperationException();
        });
        var second = queue.RunAsync("a", () => Add("a2"));
        await queue.RunAsync("b", () => Add("b1"));
        gate.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await second;

        Assert.Equal(["b1", "a1", "a2"], done);

        Task Add(string name)
        {
            done.Add(name);
            return Task.CompletedTask;
        }
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
