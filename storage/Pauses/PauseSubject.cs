namespace BalanceNotifications.Pauses;

/// <summary>What of a practice can be paused by itself: a table whose rows have the three columns of a pause.</summary>
public sealed class PauseSubject
{
    public static readonly PauseSubject Profile = new("profile");
    public static readonly PauseSubject Batch = new("batch");

    private PauseSubject(string name)
    {
        Name = name;

        // Both served by the primary key.
        Find = $"select paused_at, paused_by, pause_reason from {name} where practice_id = $1 and id = $2";
        Set = $"""
            update {name} set paused_at = $3, paused_by = $4, pause_reason = $5 where practice_id = $1 and id = $2
            """;
    }

    /// <summary>Also the table's, and the first half of the audit's action.</summary>
    public string Name { get; }

    internal string Find { get; }

    internal string Set { get; }
}
