using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BalanceNotifications.Audit;

/// <summary>What the audit trail keeps of a change: the members that differ, as they were and as they are.</summary>
internal static class Difference
{
    private const int LongText = 500;

    /// <summary>By member, <c>from</c> and <c>to</c>. A text of more than 500 characters is told by its hash and length.</summary>
    /// <param name="before">Null for what was not there.</param>
    /// <param name="after">Null for what is not there any more.</param>
    public static JsonObject Of<T>(T? before, T? after)
        where T : class
    {
        var (old, current) = (Members(before), Members(after));
        var changed = new JsonObject();
        foreach (var member in old.Concat(current).Select(member => member.Key).Distinct(StringComparer.Ordinal))
        {
            if (!JsonNode.DeepEquals(old[member], current[member]))
            {
                changed[member] = Between(old[member], current[member]);
            }
        }

        return changed;
    }

    /// <summary>The same of one value.</summary>
    public static JsonObject Of(string member, JsonNode? before, JsonNode? after) =>
        new() { [member] = Between(before, after) };

    private static JsonObject Between(JsonNode? before, JsonNode? after) =>
        new() { ["from"] = Shown(before), ["to"] = Shown(after) };

    private static JsonObject Members<T>(T? value)
        where T : class => value is null ? [] : JsonSerializer.SerializeToNode(value, Database.Json)!.AsObject();

    // Revisions keep the words themselves; a trail that is never cleared away need not keep them twice.
    private static JsonNode? Shown(JsonNode? value) =>
        value is JsonValue && value.GetValueKind() is JsonValueKind.String && value.GetValue<string>() is var text
        && text.Length > LongText
            ? new JsonObject
            {
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
                ["length"] = text.Length,
            }
            : value?.DeepClone();
}
