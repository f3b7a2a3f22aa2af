using System.Text.Json;
using System.Text.Json.Serialization;

namespace BalanceNotifications.Templates;

internal sealed class MergeValuesJsonConverter : JsonConverter<MergeValues>
{
    public override MergeValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var values = JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options) ?? [];

        // A newer silo may know more fields than this one, and its templates are not rendered here.
        return new(values.Where(value => MappableFields.Contains(value.Key)).ToDictionary());
    }

    public override void Write(Utf8JsonWriter writer, MergeValues value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (field, text) in value.Present.OrderBy(present => present.Key, StringComparer.Ordinal))
        {
            writer.WriteString(field, text);
        }

        writer.WriteEndObject();
    }
}
