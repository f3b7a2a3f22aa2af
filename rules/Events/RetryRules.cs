namespace BalanceNotifications.Events;

/// <summary>What becomes of an endpoint after an attempt that failed.</summary>
public static class RetryRules
{
    /// <summary>For how long one event is tried before its endpoint is paused.</summary>
    public static readonly TimeSpan GivesUpAfter = TimeSpan.FromHours(24);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The wait doubles from 5 s to an hour; it is spread by a fifth, so that those who failed together part.</summary>
    /// <param name="failures">In a row, with this one.</param>
    /// <param name="failingSince">When the first of them was.</param>
    /// <param name="spread">From 0 to 1.</param>
    /// <returns>When to try again; null when it is to be paused.</returns>
    public static DateTimeOffset? NextAt(int failures, DateTimeOffset failingSince, DateTimeOffset now, double spread)
    {
        if (now - failingSince >= GivesUpAfter)
        {
            return null;
        }

        var wait = failures > 10 ? Longest : First * Math.Pow(2, failures - 1);
        var next = now + ((wait < Longest ? wait : Longest) * (1 + (spread / 5)));
        // Tried once more as it ends, whatever the last wait was.
        return next < failingSince + GivesUpAfter ? next : failingSince + GivesUpAfter;
    }
}
