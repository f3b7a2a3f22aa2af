using BalanceNotifications.Accounts;

namespace BalanceNotifications.Delivery;

/// <summary>
/// What the status that Twilio gives a text says of it, in a callback as in a list:
/// https://www.twilio.com/docs/messaging/api/message-resource. Pure.
/// </summary>
public static class TwilioTextStatus
{
    /// <param name="code">Twilio's error code; null when nothing went wrong.</param>
    /// <returns>Null for a status that says nothing of a text of ours.</returns>
    public static (ReportedFate Fate, string? Reason)? Read(string? status, int? code) => status switch
    {
        // That a part of it arrived is no proof that it can be read, and no reason to send it twice.
        "accepted" or "scheduled" or "queued" or "sending" or "sent" or "partially_delivered" => (ReportedFate.Taken, null),
        "delivered" or "read" => (ReportedFate.Delivered, null),
        "undelivered" or "failed" or "canceled" => code is { } known
            ? (FateOf(TwilioOutcomes.Of(known).Kind), TwilioOutcomes.ReasonOf(known))
            : (ReportedFate.GivenUp, $"twilio {status}"),
        _ => null,
    };

    private static ReportedFate FateOf(OutcomeKind outcome) => outcome switch
    {
        OutcomeKind.BadAddress => ReportedFate.BadAddress,
        OutcomeKind.OptedOut => ReportedFate.OptedOut,
        OutcomeKind.Later => ReportedFate.TryLater,
        OutcomeKind.Sender => ReportedFate.SenderFault,
        OutcomeKind.Content => ReportedFate.ContentRefused,
    };
}
