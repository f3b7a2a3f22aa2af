using System.Net;

namespace BalanceNotifications.Delivery.Text;

/// <summary>What an answer of Twilio's means. Its codes: <see cref="TwilioOutcomes"/>.</summary>
internal static class TwilioReply
{
    public static DeliveryResult ToResult(HttpStatusCode status, TwilioAnswer answer)
    {
        var reason = answer.Code is { } code ? TwilioOutcomes.ReasonOf(code) : $"twilio http {(int)status}";
        return ((int)status, answer.Code) switch
        {
            ( >= 200 and < 300, _) => new DeliveryResult.Accepted(answer.Sid, answer.Segments),

            // Twilio may have taken it and failed afterwards.
            ( >= 500, _) => new DeliveryResult.Unknown(reason),

            (429, _) => new DeliveryResult.Deferred(reason),
            (_, 20003) or (401 or 403, _) => new DeliveryResult.Deferred(DeliveryReason.AuthenticationFailed),
            (_, { } known) => ToResult(TwilioOutcomes.Of(known).Kind, reason),

            _ => new DeliveryResult.Rejected(reason, RejectionCause.Sender),
        };
    }

    private static DeliveryResult ToResult(OutcomeKind outcome, string reason) => outcome switch
    {
        OutcomeKind.Later => new DeliveryResult.Deferred(reason),
        OutcomeKind.BadAddress => new DeliveryResult.Rejected(reason, RejectionCause.Recipient),
        OutcomeKind.OptedOut => new DeliveryResult.Rejected(reason, RejectionCause.OptedOut),
        OutcomeKind.Content => new DeliveryResult.Rejected(reason, RejectionCause.Content),
        OutcomeKind.Sender => new DeliveryResult.Rejected(reason, RejectionCause.Sender),
    };
}
