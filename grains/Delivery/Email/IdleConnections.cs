namespace BalanceNotifications.Delivery.Email;

/// <summary>The connections of a relay that wait for their next message.</summary>
internal sealed class IdleConnections : IDisposable
{
    // Shorter than any relay's own patience, so that we are nearly always the first to hang up.
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _clock;
    private readonly ITimer _sweep;
    private readonly Lock _gate = new();

    // The oldest first. Taken from the end: the most recently used is the least likely to have been closed.
    private readonly List<RelayConnection> _idle = [];
    private bool _disposed;

    public IdleConnections(TimeProvider clock)
    {
        _clock = clock;
        _sweep = clock.CreateTimer(_ => CloseExpired(), null, IdleLimit, IdleLimit);
    }

    /// <summary>Null when there is none fit for use.</summary>
    public RelayConnection? Take()
    {
        CloseExpired();
        lock (_gate)
        {
            if (_idle.Count == 0)
            {
                return null;
            }

            var newest = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            return newest;
        }
    }

    /// <summary>Keeps the connection for the next message, or closes it when it is of no more use.</summary>
    public void Return(RelayConnection connection)
    {
        connection.IdleSince = _clock.GetTimestamp();
        lock (_gate)
        {
            if (!_disposed && connection.CanCarryMore)
            {
                _idle.Add(connection);
                return;
            }
        }

        connection.Dispose();
    }

    public void Dispose()
    {
        _sweep.Dispose();
        List<RelayConnection> rest;
        lock (_gate)
        {
            _disposed = true;
            rest = [.. _idle];
            _idle.Clear();
        }

        rest.ForEach(connection => connection.Dispose());
    }

    private void CloseExpired()
    {
        List<RelayConnection> expired;
        lock (_gate)
        {
            expired = [.. _idle.TakeWhile(connection => _clock.GetElapsedTime(connection.IdleSince) > IdleLimit)];
            _idle.RemoveRange(0, expired.Count);
        }

        expired.ForEach(connection => connection.Dispose());
    }
}
