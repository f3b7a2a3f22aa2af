using System.Collections;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace BalanceNotifications.Accounts;

/// <summary>
/// How states are written: without what reads the same when it is left out. Most of an account's members are null or
/// empty, and every send writes its state twice.
/// </summary>
public static class StateJson
{
    public static void Configure(JsonSerializerOptions json)
    {
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        // What is computed from the others.
        json.IgnoreReadOnlyProperties = true;
        json.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutEmpty } };
    }

    // A member that a constructor takes has no default of its own: it must be there.
    private static void LeaveOutEmpty(JsonTypeInfo type)
    {
        foreach (var member in type.Properties.Where(member => member.AssociatedParameter is null))
        {
            if (IsArray(member.PropertyType))
            {
                member.ShouldSerialize = static (_, value) => value is not ICollection { Count: 0 };
            }
            else if (member.PropertyType == typeof(Outbox))
            {
                member.ShouldSerialize = static (_, value) => value is not Outbox { IsEmpty: true };
            }
        }
    }

    private static bool IsArray(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>);
}
