using System.Text.Json.Serialization;

namespace BalanceNotifications.Delivery.Text;

/// <summary>One page of <c>GET …/Messages.json</c> or <c>…/Calls.json</c>, as far as we read it.</summary>
/// <param name="NextPageUri">From the root of the address; null on the last page.</param>
internal sealed record ListedPage(
    [property: JsonPropertyName("messages")] IReadOnlyList<ListedText>? Messages,
    [property: JsonPropertyName("calls")] IReadOnlyList<ListedText>? Calls,
    [property: JsonPropertyName("next_page_uri")] string? NextPageUri)
{
    [JsonIgnore]
    public IReadOnlyList<ListedText>? Listed => Messages ?? Calls;
}

/// <summary>A text, or a call, which has no body.</summary>
/// <param name="DateCreated">RFC 2822, in GMT, whole seconds.</param>
/// <param name="Status">See <see cref="TwilioTextStatus"/>.</param>
/// <param name="ErrorCode">Null when nothing went wrong.</param>
internal sealed record ListedText(
    [property: JsonPropertyName("sid")] string? Sid,
    [property: JsonPropertyName("direction")] string? Direction,
    [property: JsonPropertyName("body")] string? Body,
    [property: JsonPropertyName("date_created")] string? DateCreated,
    [property: JsonPropertyName("status")] string? Status,
    [property: JsonPropertyName("error_code")] int? ErrorCode,
    [property: JsonPropertyName("num_segments")] string? NumSegments)
{
    /// <summary>Null when it cannot be read.</summary>
    [JsonIgnore]
    public DateTimeOffset? CreatedAt => TwilioDate.Read(DateCreated);

    [JsonIgnore]
    public int? Segments => int.TryParse(NumSegments, out var segments) && segments > 0 ? segments : null;
}
