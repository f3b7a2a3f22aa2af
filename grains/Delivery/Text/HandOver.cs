using System.Net;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Delivery.Text;

/// <summary>Whether a request's body began to leave: from then on Twilio may have taken it.</summary>
internal sealed class HandOver
{
    public bool Began { get; set; }

    /// <summary>Asks once. A request without an answer is in doubt only when it began to leave.</summary>
    public static async Task<DeliveryResult> AtMostOnceAsync(
        Func<HandOver, Task<(HttpStatusCode Status, TwilioAnswer Answer)>> ask,
        Func<HttpStatusCode, TwilioAnswer, DeliveryResult> meaning,
        CancellationToken cancellationToken)
    {
        var handOver = new HandOver();
        try
        {
            var (status, answer) = await ask(handOver);
            return meaning(status, answer);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return (handOver.Began, e) switch
            {
                (true, _) => new DeliveryResult.Unknown(Reason.ConnectionLost),
                (_, HttpRequestException) => new DeliveryResult.Deferred(DeliveryReason.ConnectionFailed),
                _ when cancellationToken.IsCancellationRequested =>
                    new DeliveryResult.Deferred(DeliveryReason.Interrupted),
                _ => new DeliveryResult.Deferred(DeliveryReason.TimedOut),
            };
        }
    }
}
