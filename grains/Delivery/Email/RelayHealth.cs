namespace BalanceNotifications.Delivery.Email;

/// <summary>
/// Whether a relay can be reached at all. After <see cref="Tolerated"/> failures in a row (connection, TLS,
/// authentication) it is left alone for a while, doubled from 5 s to a minute, and then tried by one message at a time
/// until one gets through. What a relay answers about a message says nothing about its health.
/// </summary>
internal sealed class RelayHealth(TimeProvider clock)
{
    /// <summary>Failures in a row before it is left alone.</summary>
    public const int Tolerated = 3;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private int _failures;
    private long _leftAt;
    private bool _probing;

    /// <returns>False while it is left alone, and while another message tries it.</returns>
    public bool TryEnter(out bool probes)
    {
        lock (_gate)
        {
            probes = _failures >= Tolerated;
            if (!probes)
            {
                return true;
            }

            if (_probing || clock.GetElapsedTime(_leftAt) < Rest(_failures))
            {
                return false;
            }

            _probing = true;
            return true;
        }
    }

    /// <returns>What changed; null when nothing did.</returns>
    public RelayChange? Left(bool probed, RelayContact contact)
    {
        lock (_gate)
        {
            if (probed)
            {
                _probing = false;
            }

            var wasDown = _failures >= Tolerated;
            switch (contact)
            {
                case RelayContact.Reached:
                    _failures = 0;
                    return wasDown ? new RelayChange(IsDown: false, IsNew: true, TimeSpan.Zero) : null;

                // Those that had set out before it was left alone say nothing new.
                case RelayContact.Failed when probed || !wasDown:
                    _failures++;
                    _leftAt = clock.GetTimestamp();
                    return _failures >= Tolerated ? new RelayChange(IsDown: true, !wasDown, Rest(_failures)) : null;

                default:
                    return null;
            }
        }
    }

    private static TimeSpan Rest(int failures)
    {
        var doubled = First * Math.Pow(2, Math.Min(failures - Tolerated, 10));
        return doubled < Longest ? doubled : Longest;
    }
}

/// <summary>What one message learned of a relay.</summary>
internal enum RelayContact
{
    Reached,
    Failed,

    /// <summary>Its sender gave up, or the connection broke midway.</summary>
    Undecided,
}

/// <param name="IsDown">It is left alone for <paramref name="Rest"/>; otherwise it is used again.</param>
/// <param name="IsNew">It was not so before.</param>
internal sealed record RelayChange(bool IsDown, bool IsNew, TimeSpan Rest);
