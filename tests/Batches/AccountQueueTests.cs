namespace BalanceNotifications.Batches;

/// <summary>One account's work stays in order, whatever fails in between.</summary>
public sealed class AccountQueueTests
{
    private readonly AccountQueue _queue = new();
    private readonly List<string> _ran = [];

    [Fact]
    public async Task Work_for_one_account_keeps_its_order_and_that_for_others_does_not_wait()
    {
        var gate = new TaskCompletionSource();
        var first = _queue.RunAsync("a", async () =>
        {
            await gate.Task;
            return await RunAsync("a1");
        });
        var second = _queue.RunAsync("a", () => RunAsync("a2"));
        await _queue.RunAsync("b", () => RunAsync("b1"));

        gate.SetResult();

        Assert.Equal((true, true), (await first, await second));
        Assert.Equal(["b1", "a1", "a2"], _ran);
    }

    [Fact]
    public async Task What_is_queued_behind_work_that_fails_is_left_out_and_other_accounts_go_on()
    {
        var first = new TaskCompletionSource<bool>();
        var failing = _queue.RunAsync("a", () => first.Task);
        var behind = _queue.RunAsync("a", () => RunAsync("behind"));
        var other = _queue.RunAsync("b", () => RunAsync("other"));

        first.SetResult(false);

        Assert.Equal((true, false, true), (await failing, await behind, await other));
        Assert.Equal(["other"], _ran);
        Assert.False(await _queue.RunAsync("a", () => RunAsync("later")));
    }

    [Fact]
    public async Task Work_that_throws_has_failed_as_well()
    {
        var first = new TaskCompletionSource<bool>();
        var failing = _queue.RunAsync("a", () => first.Task);
        var behind = _queue.RunAsync("a", () => RunAsync("behind"));

        first.SetCanceled(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<TaskCanceledException>(() => failing);
        Assert.False(await behind);
        Assert.Empty(_ran);
    }

    [Fact]
    public async Task A_new_run_begins_with_the_accounts_that_are_behind_by_then()
    {
        await _queue.RunAsync("a", () => Task.FromResult(false));

        _queue.Begin(["b"]);

        Assert.True(await _queue.RunAsync("a", () => RunAsync("a")));
        Assert.False(await _queue.RunAsync("b", () => RunAsync("b")));
        Assert.Equal(["a"], _ran);
    }

    private Task<bool> RunAsync(string name)
    {
        _ran.Add(name);
        return Task.FromResult(true);
    }
}
