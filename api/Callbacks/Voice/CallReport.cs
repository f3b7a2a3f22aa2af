using System.Globalization;
using BalanceNotifications.Accounts;
using BalanceNotifications.Calls;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Callbacks.Voice;

/// <summary>
/// What the status callback of a call says (https://www.twilio.com/docs/voice/api/call-resource, StatusCallback). Pure.
/// </summary>
internal static class CallReport
{
    /// <summary>Null while the call goes on.</summary>
    public static DeliveryReport? Of(Guid notification, TwilioRequest request, DateTimeOffset now)
    {
        var (status, answeredBy) = (request["CallStatus"], request["AnsweredBy"]);
        var (fate, reason) = status is "completed" ? Ended(answeredBy) : NotTaken(request, status);
        return fate is { } known
            ? new(notification, known, reason, now, request["CallSid"], null, status is "completed" ? Seconds(request) : null)
            : null;
    }

    /// <summary>
    /// What has answered, where that is no person: told at once, because the call's end need not say it. Null for a
    /// person, and where nobody knows.
    /// </summary>
    public static DeliveryReport? OfAnswer(Guid notification, TwilioRequest request, DateTimeOffset now) =>
        request["AnsweredBy"] is var by && (CallDialogue.IsMachine(by) || CallDialogue.IsFax(by))
            && Ended(by) is ({ } fate, var reason)
            ? new(notification, fate, reason, now, request["CallSid"])
            : null;

    // Who has confirmed has heard it, and that was told at once: nothing here takes it back.
    private static (ReportedFate?, string) Ended(string? answeredBy) =>
        CallDialogue.IsMachine(answeredBy) ? (ReportedFate.Taken, Reason.AnsweringMachine)
        : CallDialogue.IsFax(answeredBy) ? (ReportedFate.GivenUp, Reason.Fax)
        : (ReportedFate.Taken, Reason.NotConfirmed);

    private static (ReportedFate?, string?) NotTaken(TwilioRequest request, string? status)
    {
        var (error, sip) = (request["ErrorCode"], request["SipResponseCode"]);
        ReportedFate? fate = CallOutcomes.OfCall(status, error, sip) switch
        {
            CallFault.Recipient => ReportedFate.BadAddress,
            CallFault.Later => ReportedFate.TryLater,
            CallFault.GivenUp => ReportedFate.GivenUp,
            CallFault.Sender => ReportedFate.SenderFault,
            null => null,
        };
        return (fate, status is not "failed" ? $"twilio {status}"
            : Code(error) is { } code ? $"twilio {code}"
            : Code(sip) is { } answer ? $"twilio sip {answer}"
            : "twilio failed");
    }

    private static int? Seconds(TwilioRequest request) => Code(request["CallDuration"]);

    // What is not a number is not kept: it would be shown.
    private static int? Code(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
}
