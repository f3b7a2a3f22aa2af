using System.Text.Json;
using System.Text.Json.Serialization;

namespace BalanceNotifications.Json;

/// <summary>Weekdays as <c>mon</c> … <c>sun</c>.</summary>
internal sealed class WeekdayConverter : JsonConverter<DayOfWeek>
{
    private static readonly string[] Names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public override DayOfWeek Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var index = reader.TokenType is JsonTokenType.String ? Array.IndexOf(Names, reader.GetString()) : -1;
        return index >= 0 ? (DayOfWeek)index : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, DayOfWeek value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Names[(int)value]);
}
