using System.Globalization;
using BalanceNotifications.Accounts;
using BalanceNotifications.Delivery;

namespace BalanceNotifications.Callbacks;

/// <summary>Reads what Twilio says of a text: https://www.twilio.com/docs/messaging/api/message-resource. Pure.</summary>
internal static class TextStatus
{
    /// <param name="now">Twilio does not say when it happened.</param>
    /// <returns>Null for a status that says nothing of a text of ours.</returns>
    public static DeliveryReport? ReportOf(Guid notification, IFormCollection form, DateTimeOffset now) =>
        Read(form["MessageStatus"].ToString(), Number(form["ErrorCode"].ToString())) is var (fate, reason)
            ? new(
                notification, fate, reason, now,
                form["MessageSid"].ToString() is { Length: > 0 } sid ? sid : null,
                Number(form["NumSegments"].ToString()))
            : null;

    private static (ReportedFate Fate, string? Reason)? Read(string status, int? code) => status switch
    {
        "accepted" or "scheduled" or "queued" or "sending" or "sent" => (ReportedFate.Taken, null),
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

    // "0" while a messaging service has not picked its sender, or where nothing went wrong.
    private static int? Number(string field) =>
        int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : null;
}
