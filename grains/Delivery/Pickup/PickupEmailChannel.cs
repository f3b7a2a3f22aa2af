using MimeKit;

namespace BalanceNotifications.Delivery.Pickup;

/// <summary>Writes each e-mail as an RFC 5322 file, byte for byte what a relay would be given.</summary>
internal sealed class PickupEmailChannel(PickupFolder folder, TimeProvider clock) : IDeliveryChannel
{
    public Channel Channel => Channel.Email;

    public ValueTask<IDisposable?> ReserveAsync(
        OutgoingMessage message, TimeSpan patience, CancellationToken cancellationToken) => new(Places.Unbounded);

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (!MimeComposer.TryCompose(message, clock.GetUtcNow(), out var mime, out var refusal))
        {
            return refusal;
        }

        using (mime)
        {
            mime.Prepare(EncodingConstraint.SevenBit);
            return await folder.WriteAsync(
                $"{message.NotificationId:n}.eml",
                file => mime.WriteToAsync(file, cancellationToken),
                segments: null,
                cancellationToken);
        }
    }
}
