using System.Globalization;
using BalanceNotifications.Accounts;
using BalanceNotifications.Delivery;

namespace BalanceNotifications.Callbacks.Voice;

/// <summary>
/// What the status callback of a call says (https://www.twilio.com/docs/voice/api/call-resource, StatusCallback). Pure.
/// </summary>
internal static class CallReport
{
    /// <summary>Null while the call goes on.</summary>
    public static DeliveryReport? Of(Guid notification, TwilioRequest request, DateTimeOffset now)
    {
        var status = request["CallStatus"];
        return TwilioCallStatus.Read(status, request["AnsweredBy"], request["ErrorCode"], request["SipResponseCode"])
            is var (fate, reason)
            ? new(notification, fate, reason, now, request["CallSid"], null, status is "completed" ? Seconds(request) : null)
            : null;
    }

    /// <summary>
    /// What has answered, where that is no person: told at once, because the call's end need not say it. Null for a
    /// person, and where nobody knows.
    /// </summary>
    public static DeliveryReport? OfAnswer(Guid notification, TwilioRequest request, DateTimeOffset now)
    {
        var by = request["AnsweredBy"];
        var (fate, reason) = TwilioCallStatus.Ended(by);
        return TwilioCallStatus.IsMachine(by) || TwilioCallStatus.IsFax(by)
            ? new(notification, fate, reason, now, request["CallSid"])
            : null;
    }

    private static int? Seconds(TwilioRequest request) => int.TryParse(
        request["CallDuration"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
}
