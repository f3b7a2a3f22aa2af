using System.Collections.Concurrent;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Security;

/// <summary>Practices by name, so that not every request asks the database. A change is seen within 5 s.</summary>
internal sealed class PracticeDirectory(PracticeStore store, TimeProvider clock)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Organisation, string Slug), (Practice Practice, long ReadAt)> _known = new();

    public async Task<Practice?> FindAsync(string organisation, string slug, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue((organisation, slug), out var known) && clock.GetElapsedTime(known.ReadAt) < MaxAge)
        {
            return known.Practice;
        }

        // Before the read, or a slow one would be kept for longer than it is good for.
        var readAt = clock.GetTimestamp();
        var practice = await store.FindAsync(organisation, slug, cancellationToken);
        if (practice is not null)
        {
            _known[(organisation, slug)] = (practice, readAt);
        }

        return practice;
    }

    public void Forget(string organisation, string slug) => _known.TryRemove((organisation, slug), out _);
}
