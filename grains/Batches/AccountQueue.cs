namespace BalanceNotifications.Batches;

/// <summary>
/// Keeps the work for one account in the order in which it was queued, whatever else goes on beside it. It alone knows which
/// accounts are behind in a run: what comes behind work that failed is left out, also where it was queued already. For one
/// grain's scheduler: one turn at a time, so it needs no lock.
/// </summary>
internal sealed class AccountQueue
{
    private readonly Dictionary<string, Task> _last = new(StringComparer.Ordinal);
    private readonly HashSet<string> _behind = new(StringComparer.Ordinal);

    /// <summary>Begins a run, with nothing under way.</summary>
    /// <param name="behind">Accounts that are behind from the beginning.</param>
    public void Begin(IEnumerable<string> behind)
    {
        _behind.Clear();
        _behind.UnionWith(behind);
    }

    /// <param name="work">Says whether all of it was done. If not, its account is behind until the run ends.</param>
    /// <returns>False when its account was behind, and nothing was tried.</returns>
    public async Task<bool> RunAsync(string account, Func<Task<bool>> work)
    {
        var task = InOrderAsync(_last.GetValueOrDefault(account), account, work);
        _last[account] = task;
        try
        {
            return await task;
        }
        finally
        {
            if (_last.GetValueOrDefault(account) == task)
            {
                _last.Remove(account);
            }
        }
    }

    private async Task<bool> InOrderAsync(Task? before, string account, Func<Task<bool>> work)
    {
        if (before is not null)
        {
            // Its failure is told to whoever queued it.
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        if (_behind.Contains(account))
        {
            return false;
        }

        var done = false;
        try
        {
            done = await work();
        }
        finally
        {
            if (!done)
            {
                _behind.Add(account);
            }
        }

        return true;
    }
}
