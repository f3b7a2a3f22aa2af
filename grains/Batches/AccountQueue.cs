namespace BalanceNotifications.Batches;

/// <summary>
/// Keeps the work for one account in the order in which it was queued, whatever else goes on beside it. For one grain's
/// scheduler: one turn at a time, so it needs no lock.
/// </summary>
internal sealed class AccountQueue
{
    private readonly Dictionary<string, Task> _last = new(StringComparer.Ordinal);

    public async Task RunAsync(string account, Func<Task> work)
    {
        var task = BehindAsync(_last.GetValueOrDefault(account), work);
        _last[account] = task;
        try
        {
            await task;
        }
        finally
        {
            if (_last.GetValueOrDefault(account) == task)
            {
                _last.Remove(account);
            }
        }
    }

    private static async Task BehindAsync(Task? before, Func<Task> work)
    {
        if (before is not null)
        {
            // Its failure is told to whoever queued it.
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        await work();
    }
}
