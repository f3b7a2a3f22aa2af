using System.Globalization;

namespace BalanceNotifications.Delivery.Voice;

/// <summary>What is asked of <c>POST …/Calls.json</c> (https://www.twilio.com/docs/voice/api/call-resource).</summary>
/// <param name="Url">What the call says is asked for there, once somebody or something has answered.</param>
/// <param name="Timeout">Seconds that it may ring, 1 to 600.</param>
internal sealed record TwilioCall(string To, string From, Uri Url, Uri StatusCallback, int Timeout)
{
    public IEnumerable<KeyValuePair<string, string>> ToForm() =>
    [
        new("To", To),
        new("From", From),
        new("Url", Url.AbsoluteUri),
        new("Method", "POST"),
        // Asked once more from the beginning where our answer failed, instead of hanging up on the guarantor.
        new("FallbackUrl", Url.AbsoluteUri),
        new("FallbackMethod", "POST"),
        new("StatusCallback", StatusCallback.AbsoluteUri),
        new("StatusCallbackMethod", "POST"),
        new("StatusCallbackEvent", "completed"),
        // A person is told apart at once, and a machine is let finish its greeting, so that it records all of ours.
        new("MachineDetection", "DetectMessageEnd"),
        new("Timeout", Timeout.ToString(CultureInfo.InvariantCulture)),
    ];
}
