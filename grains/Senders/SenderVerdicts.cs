using BalanceNotifications.Delivery;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Senders;

/// <summary>What a delivery attempt says about its sender. Pure.</summary>
internal static class SenderVerdicts
{
    public static SenderVerdict Of(DeliveryResult result) => result switch
    {
        DeliveryResult.Accepted => SenderVerdict.Works,

        // Nobody was asked.
        DeliveryResult.Rejected { Reason: Reason.SenderNotConfigured } => SenderVerdict.Unclear,
        DeliveryResult.Rejected { Cause: RejectionCause.Sender } => SenderVerdict.Fault,

        // Only a provider that takes the sender says anything of recipient or content.
        DeliveryResult.Rejected => SenderVerdict.Works,
        DeliveryResult.Deferred { Reason: DeliveryReason.AuthenticationFailed or DeliveryReason.TlsFailed } =>
            SenderVerdict.Fault,
        DeliveryResult.Deferred deferred when IsShutOut(deferred.Reason) => SenderVerdict.Fault,
        _ => SenderVerdict.Unclear,
    };

    // Too many connections (4xx) is about the moment.
    private static bool IsShutOut(string reason) => Reason.CodeOf(reason) is DeliveryReason.RelayRefused
        && Reason.DetailOf(reason)!.StartsWith("smtp 5", StringComparison.Ordinal);

    /// <summary>The code that goes with it; empty where the result has none.</summary>
    public static string ReasonOf(DeliveryResult result) => result switch
    {
        DeliveryResult.Rejected rejected => rejected.Reason,
        DeliveryResult.Deferred deferred => deferred.Reason,
        _ => "",
    };
}
