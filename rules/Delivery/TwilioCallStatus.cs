using System.Globalization;
using BalanceNotifications.Accounts;
using BalanceNotifications.Calls;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Delivery;

/// <summary>
/// What the status that Twilio gives a call says of it, in a callback as in a look-up:
/// https://www.twilio.com/docs/voice/api/call-resource. Pure.
/// </summary>
public static class TwilioCallStatus
{
    /// <param name="errorCode">Twilio's error code, if any.</param>
    /// <param name="sipCode">The network's, if any.</param>
    /// <returns>Null while the call goes on.</returns>
    public static (ReportedFate Fate, string Reason)? Read(
        string? status, string? answeredBy, string? errorCode, string? sipCode) => status is "completed"
            ? Ended(answeredBy)
            : NotTaken(status, errorCode, sipCode);

    /// <summary>Who has confirmed has heard it, and that was told at once: nothing here takes it back.</summary>
    public static (ReportedFate Fate, string Reason) Ended(string? answeredBy) =>
        IsMachine(answeredBy) ? (ReportedFate.Taken, Reason.AnsweringMachine)
        : IsFax(answeredBy) ? (ReportedFate.GivenUp, Reason.Fax)
        : (ReportedFate.Taken, Reason.NotConfirmed);

    /// <summary>Callbacks say <c>machine_end_beep</c> and the like; of the resource, <c>machine</c> is documented.</summary>
    public static bool IsMachine(string? answeredBy) => answeredBy is "machine"
        || answeredBy?.StartsWith("machine_", StringComparison.Ordinal) is true;

    public static bool IsFax(string? answeredBy) => answeredBy is "fax";

    private static (ReportedFate, string)? NotTaken(string? status, string? error, string? sip)
    {
        ReportedFate? fate = CallOutcomes.OfCall(status, error, sip) switch
        {
            CallFault.Recipient => ReportedFate.BadAddress,
            CallFault.Later => ReportedFate.TryLater,
            CallFault.GivenUp => ReportedFate.GivenUp,
            CallFault.Sender => ReportedFate.SenderFault,
            null => null,
        };
        return fate is not { } known ? null
            : (known, status is not "failed" ? $"twilio {status}"
                : Code(error) is { } code ? $"twilio {code}"
                : Code(sip) is { } answer ? $"twilio sip {answer}"
                : "twilio failed");
    }

    // What is not a number is not kept: it would be shown.
    private static int? Code(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
}
