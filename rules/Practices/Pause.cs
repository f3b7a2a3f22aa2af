namespace BalanceNotifications.Practices;

/// <summary>Why and since when something waits. It defers, and never ends.</summary>
/// <param name="By">Who asked: a key's name.</param>
/// <param name="Reason">Null when none was given.</param>
public sealed record Pause(DateTimeOffset At, string By, string? Reason)
{
    /// <summary>Said again, a pause keeps its first instant and takes the new reason.</summary>
    /// <param name="held">Null when nothing was paused.</param>
    /// <param name="told">Null to go on.</param>
    public static Pause? After(Pause? held, Pause? told) =>
        told is null || held is null ? told : held with { Reason = told.Reason };
}
