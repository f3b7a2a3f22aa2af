using System.Collections.Immutable;
using System.Text.Json;

namespace BalanceNotifications.Events;

/// <summary>A set of event types, as an endpoint asks for them.</summary>
/// <param name="Bits">One bit for each number of <see cref="EventType"/>.</param>
public readonly record struct EventTypes(long Bits)
{
    private const string Every = "*";
    private const string Notification = nameof(Notification);

    private static readonly ImmutableArray<EventType> InLog =
        [.. Enum.GetValues<EventType>().Where(type => type is not EventType.Ping)];

    private static readonly ImmutableDictionary<string, EventType> ByName =
        InLog.ToImmutableDictionary(NameOf, StringComparer.Ordinal);

    public static readonly EventTypes None = new(0);

    /// <summary>Those of later versions too.</summary>
    public static readonly EventTypes All = new(-1);

    public bool Contains(EventType type) => (Bits & (1L << (int)type)) != 0;

    /// <summary>As the api spells them.</summary>
    public IReadOnlyList<string> Names()
    {
        if (this == All)
        {
            return [Every];
        }

        var bits = this;
        return [.. InLog.Where(type => bits.Contains(type)).Select(NameOf)];
    }

    /// <summary>Null for a name that there is none of.</summary>
    /// <param name="names"><c>*</c> for all; <c>notification.*</c> for all of a group.</param>
    public static EventTypes? Parse(IEnumerable<string> names)
    {
        var bits = 0L;
        foreach (var name in names)
        {
            var found = name == Every ? All.Bits
                : ByName.TryGetValue(name, out var type) ? 1L << (int)type
                : name.EndsWith(".*", StringComparison.Ordinal) ? GroupOf(name[..^1])
                : 0;
            if (found == 0)
            {
                return null;
            }

            bits |= found;
        }

        return new(bits);
    }

    /// <summary>For example <c>notification.sent</c>.</summary>
    public static string NameOf(EventType type) => type switch
    {
        EventType.Ping => "ping",
        EventType.OptOutChanged => "optOut.changed",
        EventType.PaperListed => "paper.listed",
        EventType.PaperUnlisted => "paper.unlisted",
        EventType.BatchEnded => "batch.ended",
        EventType.PaymentPosted => "payment.posted",
        _ => $"notification.{JsonNamingPolicy.CamelCase.ConvertName($"{type}"[Notification.Length..])}",
    };

    private static long GroupOf(string prefix) => ByName
        .Where(known => known.Key.StartsWith(prefix, StringComparison.Ordinal))
        .Aggregate(0L, (bits, known) => bits | (1L << (int)known.Value));
}
