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
        _ => SenderVerdict.Unclear,
    };

    /// <summary>The code that goes with it; empty where the result has none.</summary>
    public static string ReasonOf(DeliveryResult result) => result switch
    {
        DeliveryResult.Rejected rejected => rejected.Reason,
        DeliveryResult.Deferred deferred => deferred.Reason,
        _ => "",
    };
}
