namespace BalanceNotifications.Senders;

/// <summary>
/// What went well at one sender and was not told yet, by the second. What is older than a breaker's window is forgotten:
/// it says nothing of a sender that began to fail since.
/// </summary>
internal sealed class RecentSuccesses(TimeSpan window)
{
    private readonly Lock _gate = new();

    // Of each second, its first success and how many there were: as many as the window has seconds, at the most.
    private readonly List<(DateTimeOffset At, int Count)> _seconds = [];

    public void Add(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_seconds is [.., var last] && (now - last.At).Duration() < TimeSpan.FromSeconds(1))
            {
                _seconds[^1] = last with { Count = last.Count + 1 };
                return;
            }

            _seconds.RemoveAll(second => (now - second.At).Duration() > window);
            _seconds.Add((now, 1));
        }
    }

    /// <summary>How many since then; with the older ones they are forgotten.</summary>
    public int Take(DateTimeOffset since)
    {
        lock (_gate)
        {
            var count = _seconds.Where(second => second.At >= since).Sum(second => second.Count);
            _seconds.Clear();
            return count;
        }
    }
}
