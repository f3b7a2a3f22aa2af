using BalanceNotifications.Notifications;

namespace BalanceNotifications.Delivery;

/// <summary>Finds the way out for a channel. One that is not configured answers every send with that reason.</summary>
internal sealed class DeliveryChannels
{
    private readonly Dictionary<Channel, IDeliveryChannel> _channels = [];

    /// <param name="channels">Of several for one channel the last registered counts, as ever in the container.</param>
    public DeliveryChannels(IEnumerable<IDeliveryChannel> channels)
    {
        foreach (var channel in channels)
        {
            _channels[channel.Channel] = channel;
        }
    }

    public IDeliveryChannel this[Channel channel] =>
        _channels.TryGetValue(channel, out var found) ? found : new NotConfigured(channel);

    private sealed class NotConfigured(Channel channel) : IDeliveryChannel
    {
        public Channel Channel => channel;

        public ValueTask<IDisposable?> ReserveAsync(
            OutgoingMessage message, TimeSpan patience, CancellationToken cancellationToken) => new(Places.Unbounded);

        public Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
            Task.FromResult<DeliveryResult>(
                new DeliveryResult.Rejected(Reason.SenderNotConfigured, RejectionCause.Sender));
    }
}
