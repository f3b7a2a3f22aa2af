using System.Globalization;
using System.Text.Json.Serialization;

namespace BalanceNotifications.Delivery.Text;

/// <summary>What is asked of <c>POST …/Messages.json</c>.</summary>
/// <param name="From">E.164. Null when <paramref name="MessagingServiceSid"/> picks the number.</param>
/// <param name="StatusCallback">Null for none.</param>
/// <param name="ValidityPeriod">Seconds that Twilio may try for, 1 to 36,000; null for Twilio's longest.</param>
internal sealed record TwilioMessage(
    string To, string? From, string? MessagingServiceSid, string Body, Uri? StatusCallback, int? ValidityPeriod)
{
    public const int LongestValidity = 36_000;

    /// <summary>
    /// At the end of a status callback's address: asked again, five times within its 15 seconds, where the connection or
    /// our answer failed, instead of once where no connection came about. Twilio keeps it to itself, and signs the address
    /// without it (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides).
    /// </summary>
    public const string AskAgain = "#rc=5&rp=5xx,ct,rt";

    public IEnumerable<KeyValuePair<string, string>> ToForm()
    {
        yield return new("To", To);
        yield return MessagingServiceSid is { } service ? new("MessagingServiceSid", service) : new("From", From ?? "");
        yield return new("Body", Body);
        if (StatusCallback is { } callback)
        {
            yield return new("StatusCallback", callback.AbsoluteUri);
        }

        if (ValidityPeriod is { } seconds)
        {
            yield return new("ValidityPeriod", seconds.ToString(CultureInfo.InvariantCulture));
        }
    }
}

/// <summary>The part of Twilio's answer that we read: of the message it took, or of the error it found.</summary>
/// <param name="NumSegments">A number in a string; "0" while a messaging service has not picked its sender.</param>
/// <param name="Code">Twilio's error code; null on success and from a proxy.</param>
internal sealed record TwilioAnswer(
    [property: JsonPropertyName("sid")] string? Sid,
    [property: JsonPropertyName("num_segments")] string? NumSegments,
    [property: JsonPropertyName("code")] int? Code)
{
    public static TwilioAnswer Empty { get; } = new(null, null, null);

    public int? Segments => int.TryParse(NumSegments, out var segments) && segments > 0 ? segments : null;
}
