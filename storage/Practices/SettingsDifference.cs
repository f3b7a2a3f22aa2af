using System.Text.Json;
using System.Text.Json.Nodes;

namespace BalanceNotifications.Practices;

/// <summary>What the audit trail keeps of a changed practice: the members that differ, as they were and as they are.</summary>
internal static class SettingsDifference
{
    public static JsonObject Of(PracticeSettings before, PracticeSettings after)
    {
        var old = JsonSerializer.SerializeToNode(before, Database.Json)!.AsObject();
        var current = JsonSerializer.SerializeToNode(after, Database.Json)!.AsObject();
        var changed = new JsonObject();
        foreach (var member in old.Concat(current).Select(member => member.Key).Distinct(StringComparer.Ordinal))
        {
            if (!JsonNode.DeepEquals(old[member], current[member]))
            {
                changed[member] = new JsonObject
                {
                    ["from"] = old[member]?.DeepClone(),
                    ["to"] = current[member]?.DeepClone(),
                };
            }
        }

        return changed;
    }
}
