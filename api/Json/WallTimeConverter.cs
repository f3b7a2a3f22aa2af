using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BalanceNotifications.Json;

/// <summary>Times of day as <c>09:00</c>.</summary>
internal sealed class WallTimeConverter : JsonConverter<TimeOnly>
{
    private const string Form = "HH':'mm";

    public override TimeOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String
        && TimeOnly.TryParseExact(
            reader.GetString(), Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, TimeOnly value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(Form, CultureInfo.InvariantCulture));
}
