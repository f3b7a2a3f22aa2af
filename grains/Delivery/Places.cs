using System.Diagnostics.CodeAnalysis;

namespace BalanceNotifications.Delivery;

/// <summary>A bounded number of places in flight. Each is given back by disposing of it, once however often.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A place may be given back after its channel has ended.")]
internal sealed class Places(int count)
{
    private readonly SemaphoreSlim _free = new(count, count);

    /// <summary>For what has no bound of its own.</summary>
    public static IDisposable Unbounded { get; } = new NoPlace();

    /// <summary>Null when none came free in <paramref name="patience"/>; zero or less does not wait.</summary>
    public async ValueTask<IDisposable?> ReserveAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var wait = patience > TimeSpan.Zero ? patience : TimeSpan.Zero;
        return await _free.WaitAsync(wait, cancellationToken) ? new Place(_free) : null;
    }

    /// <summary>Waits until one comes free.</summary>
    public async ValueTask<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new Place(_free);
    }

    private sealed class Place(SemaphoreSlim free) : IDisposable
    {
        private SemaphoreSlim? _free = free;

        public void Dispose() => Interlocked.Exchange(ref _free, null)?.Release();
    }

    private sealed class NoPlace : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
