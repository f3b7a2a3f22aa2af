using System.Collections.Concurrent;
using BalanceNotifications.Delivery;

namespace BalanceNotifications.Bench;

/// <summary>Takes every message, sends none, and counts how often it was given each.</summary>
internal sealed class NoOpChannel : IDeliveryChannel
{
    private readonly ConcurrentDictionary<Guid, int> _taken = new();

    public Channel Channel => Channel.Email;

    public IReadOnlyDictionary<Guid, int> Taken => _taken;

    public ValueTask<IDisposable?> ReserveAsync(
        OutgoingMessage message, TimeSpan patience, CancellationToken cancellationToken) => new(Places.Unbounded);

    public Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        _taken.AddOrUpdate(message.NotificationId, 1, (_, times) => times + 1);
        return Task.FromResult<DeliveryResult>(new DeliveryResult.Accepted(null, null));
    }
}
