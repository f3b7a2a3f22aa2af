using System.Globalization;
using System.Text.Json.Serialization;

namespace BalanceNotifications.Delivery.Text;

/// <summary>A text or a call as Twilio knows it by its id, as far as we read it.</summary>
/// <param name="AnsweredBy">Of a call: a person or a machine.</param>
/// <param name="DateUpdated">RFC 2822, in GMT, whole seconds: not before what its status says happened.</param>
/// <param name="Duration">Of a call that was answered: seconds, as a string.</param>
internal sealed record TwilioResource(
    [property: JsonPropertyName("sid")] string? Sid,
    [property: JsonPropertyName("status")] string? Status,
    [property: JsonPropertyName("error_code")] int? ErrorCode,
    [property: JsonPropertyName("num_segments")] string? NumSegments,
    [property: JsonPropertyName("answered_by")] string? AnsweredBy,
    [property: JsonPropertyName("duration")] string? Duration,
    [property: JsonPropertyName("date_updated")] string? DateUpdated = null)
{
    /// <summary>As of a text.</summary>
    public Finding Text() => TwilioTextStatus.Read(Status, ErrorCode) is var (fate, reason)
        ? new Finding.Found(Sid ?? "", fate, reason, Number(NumSegments) is > 0 and var segments ? segments : null)
        {
            At = TwilioDate.Read(DateUpdated),
        }
        : new Finding.Unclear();

    /// <summary>As of a call. One that goes on was taken, and nothing more is known of it.</summary>
    public Finding Call() =>
        TwilioCallStatus.Read(Status, AnsweredBy, ErrorCode?.ToString(CultureInfo.InvariantCulture), sipCode: null)
            is var (fate, reason)
            ? new Finding.Found(Sid ?? "", fate, reason, null)
            {
                Seconds = Status is "completed" ? Number(Duration) : null,
            }
            : new Finding.Unclear();

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
