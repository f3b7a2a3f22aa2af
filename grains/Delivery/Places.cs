using System.Diagnostics.CodeAnalysis;

namespace BalanceNotifications.Delivery;

/// <summary>A bounded number of places in flight. Each is given back by disposing of it, once however often.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A place may be given back after its channel has ended.")]
internal sealed class Places(int count)
{
    private readonly SemaphoreSlim _free = new(count);
    private readonly Lock _gate = new();
    private int _wanted = count;

    // The free ones and those in hand: more than are wanted, for as long as too many are in hand.
    private int _there = count;

    /// <summary>For what has no bound of its own.</summary>
    public static IDisposable Unbounded { get; } = new NoPlace();

    /// <summary>More come free at once. Of fewer, those in hand stay until they are given back.</summary>
    /// <param name="count">1 or more.</param>
    public void Resize(int count)
    {
        lock (_gate)
        {
            _wanted = count;
            while (_there > _wanted && _free.Wait(0))
            {
                _there--;
            }

            if (_there < _wanted)
            {
                _free.Release(_wanted - _there);
                _there = _wanted;
            }
        }
    }

    /// <summary>Null when none came free in <paramref name="patience"/>; zero or less does not wait.</summary>
    public async ValueTask<IDisposable?> ReserveAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var wait = patience > TimeSpan.Zero ? patience : TimeSpan.Zero;
        return await _free.WaitAsync(wait, cancellationToken) ? new Place(this) : null;
    }

    /// <summary>Waits until one comes free.</summary>
    public async ValueTask<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new Place(this);
    }

    private void GiveBack()
    {
        lock (_gate)
        {
            if (_there > _wanted)
            {
                _there--;
                return;
            }
        }

        _free.Release();
    }

    private sealed class Place(Places places) : IDisposable
    {
        private Places? _places = places;

        public void Dispose() => Interlocked.Exchange(ref _places, null)?.GiveBack();
    }

    private sealed class NoPlace : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
