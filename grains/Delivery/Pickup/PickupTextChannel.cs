using System.Text.Json;
using BalanceNotifications.Notifications;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Delivery.Pickup;

/// <summary>Writes each text as a JSON file.</summary>
internal sealed class PickupTextChannel(PickupFolder folder, TimeProvider clock) : IDeliveryChannel
{
    public Channel Channel => Channel.Text;

    public ValueTask<IDisposable?> ReserveAsync(
        OutgoingMessage message, TimeSpan patience, CancellationToken cancellationToken) => new(Places.Unbounded);

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if ((message.Senders.Text?.MessagingServiceSid ?? message.Senders.Text?.From) is not { } from)
        {
            return new DeliveryResult.Rejected(Reason.SenderNotConfigured, RejectionCause.Sender);
        }

        var text = new PickedUpText(
            message.To, from, message.Message.Text, message.NotificationId, message.Attempt, clock.GetUtcNow());
        return await folder.WriteAsync(
            $"{message.NotificationId:n}.json",
            file => JsonSerializer.SerializeAsync(file, text, JsonSerializerOptions.Web, cancellationToken),
            segments: TextSegments.Count(message.Message.Text).Segments,
            cancellationToken);
    }
}

/// <param name="From">A number, or the sid of a messaging service.</param>
internal sealed record PickedUpText(
    string To, string From, string Body, Guid NotificationId, int Attempt, DateTimeOffset At);
