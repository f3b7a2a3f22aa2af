using System.Text.Json;
using System.Text.Json.Serialization;

namespace BalanceNotifications.Json;

/// <summary>Text without U+0000, which JSON allows and PostgreSQL cannot hold.</summary>
internal sealed class StorableTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && reader.GetString() is { } text && !text.Contains('\0')
            ? text
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
