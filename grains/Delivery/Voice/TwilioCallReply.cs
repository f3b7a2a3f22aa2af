using System.Net;
using BalanceNotifications.Calls;
using BalanceNotifications.Delivery.Text;

namespace BalanceNotifications.Delivery.Voice;

/// <summary>What Twilio's answer to a request for a call means, by the table of <see cref="CallOutcomes"/>.</summary>
internal static class TwilioCallReply
{
    public static DeliveryResult ToResult(HttpStatusCode status, TwilioAnswer answer)
    {
        var reason = answer.Code is { } code ? $"twilio {code}" : $"twilio http {(int)status}";
        return ((int)status, answer.Code) switch
        {
            ( >= 200 and < 300, _) => new DeliveryResult.Accepted(answer.Sid, null),

            // Twilio may have taken it and failed afterwards.
            ( >= 500, _) => new DeliveryResult.Unknown(reason),

            (429, _) => new DeliveryResult.Deferred(reason),
            (401 or 403, _) or (_, 20003) => new DeliveryResult.Deferred(DeliveryReason.AuthenticationFailed),
            (_, { } known) => OfError(known, reason),

            _ => new DeliveryResult.Rejected(reason, RejectionCause.Sender),
        };
    }

    private static DeliveryResult OfError(int code, string reason) => CallOutcomes.OfError(code) switch
    {
        CallFault.Recipient => new DeliveryResult.Rejected(reason, RejectionCause.Recipient),
        CallFault.Later or CallFault.GivenUp => new DeliveryResult.Deferred(reason),

        // An unknown code must not cost the guarantor the channel.
        CallFault.Sender or null => new DeliveryResult.Rejected(reason, RejectionCause.Sender),
    };
}
