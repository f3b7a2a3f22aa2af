using System.Text.Json;
using System.Text.Json.Nodes;
using BalanceNotifications.Audit;
using BalanceNotifications.Practices;
using Npgsql;

namespace BalanceNotifications.Pauses;

/// <summary>Somebody pauses something, or lets it go on.</summary>
/// <param name="Reason">Null when none was given.</param>
public sealed record PauseRequest(bool Pauses, string Actor, string? Reason)
{
    /// <param name="held">Null when it is not paused.</param>
    internal Pause? After(Pause? held, DateTimeOffset now) =>
        Pause.After(held, Pauses ? new(now, Actor, Reason) : null);

    internal AuditLine Line(string what, string subject, Pause? before, Pause? after)
    {
        var detail = new JsonObject { ["changed"] = Difference.Of("pause", Json(before), Json(after)) };
        if (Reason is not null)
        {
            detail["reason"] = Reason;
        }

        return new(Actor, $"{what}.{Verb}", subject, detail);
    }

    private static JsonNode? Json(Pause? pause) => JsonSerializer.SerializeToNode(pause, Database.Json);

    internal string Verb => Pauses ? "paused" : "resumed";
}

internal static class PauseColumns
{
    /// <summary>Three columns from <paramref name="ordinal"/> on: instant, actor, reason; null when not paused.</summary>
    public static Pause? Pause(this NpgsqlDataReader reader, int ordinal) =>
        reader.Nullable<DateTimeOffset?>(ordinal) is { } at
            ? new(at, reader.GetString(ordinal + 1), reader.Nullable<string>(ordinal + 2))
            : null;
}
