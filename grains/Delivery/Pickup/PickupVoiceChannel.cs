using System.Text.Json;
using BalanceNotifications.Calls;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Delivery.Pickup;

/// <summary>Writes each call as a JSON file: all that it would say, to a person and to a machine.</summary>
internal sealed class PickupVoiceChannel(PickupFolder folder, TimeProvider clock) : IDeliveryChannel
{
    public Channel Channel => Channel.Voice;

    public ValueTask<IDisposable?> ReserveAsync(
        OutgoingMessage message, TimeSpan patience, CancellationToken cancellationToken) => new(Places.Unbounded);

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (message is not { Senders.Voice.From: { } from, Call: { Phone.Length: > 0 } words })
        {
            return new DeliveryResult.Rejected(Reason.SenderNotConfigured, RejectionCause.Sender);
        }

        var script = new CallScript(words);
        var call = new PickedUpCall(
            message.To, from, script.Greeting.Text, script.Message.Text, script.Menu.Text, script.Closing.Text,
            script.Machine.Text, message.NotificationId, message.Attempt, clock.GetUtcNow());
        return await folder.WriteAsync(
            $"{message.NotificationId:n}.json",
            file => JsonSerializer.SerializeAsync(file, call, JsonSerializerOptions.Web, cancellationToken),
            segments: null,
            cancellationToken);
    }
}

/// <param name="Message">Only behind the key that confirms who is listening.</param>
internal sealed record PickedUpCall(
    string To, string From, string Greeting, string Message, string Menu, string Closing, string Machine,
    Guid NotificationId, int Attempt, DateTimeOffset At);
