using System.Globalization;
using System.Text.Json;

namespace BalanceNotifications.Events;

/// <summary>What an endpoint receives. The same event is the same bytes, however often it is sent.</summary>
public static class EventEnvelope
{
    /// <summary>Of this form; a later one that says more has the same, one that says something else another.</summary>
    public const int Version = 1;

    /// <param name="at">When it happened.</param>
    /// <param name="practice">Its slug.</param>
    /// <param name="data">A JSON object, which is taken as it is.</param>
    public static byte[] Of(Guid id, EventType type, DateTimeOffset at, string practice, string data)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteNumber("version", Version);
            json.WriteString("type", EventTypes.NameOf(type));
            json.WriteString("at", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));
            json.WriteString("practice", practice);
            json.WritePropertyName("data");
            json.WriteRawValue(data);
            json.WriteEndObject();
        }

        return body.ToArray();
    }
}
