using System.Net;

namespace BalanceNotifications.Delivery.Text;

/// <summary>What an answer of Twilio's means. Codes: https://www.twilio.com/docs/api/errors</summary>
internal static class TwilioReply
{
    public static DeliveryResult ToResult(HttpStatusCode status, TwilioAnswer answer)
    {
        var reason = answer.Code is { } code ? $"twilio {code}" : $"twilio http {(int)status}";
        return ((int)status, answer.Code) switch
        {
            ( >= 200 and < 300, _) => new DeliveryResult.Accepted(answer.Sid, answer.Segments),

            // Twilio may have taken it and failed afterwards.
            ( >= 500, _) => new DeliveryResult.Unknown(reason),

            (_, 20429 or 21611) or (429, _) => new DeliveryResult.Deferred(reason),
            (_, 20003) or (401 or 403, _) => new DeliveryResult.Deferred(DeliveryReason.AuthenticationFailed),
            (_, { } known) => new DeliveryResult.Rejected(reason, CauseOf(known)),

            _ => new DeliveryResult.Rejected(reason, RejectionCause.Sender),
        };
    }

    private static RejectionCause CauseOf(int code) => code switch
    {
        // Not a number; a landline.
        21211 or 21614 => RejectionCause.Recipient,

        // Said STOP to this sender.
        21610 => RejectionCause.OptedOut,

        // No body; body too long.
        21602 or 21617 => RejectionCause.Content,

        // Of the others the usual ones are about our number: 21401, 21408, 21601, 21606, 21608, 21612. And an unknown
        // code must not cost the guarantor the channel.
        _ => RejectionCause.Sender,
    };
}
