namespace PacedEngine.Reminders;

/// <summary>A reminder as the due index has it.</summary>
/// <param name="Version">Counts registrations.</param>
internal sealed record DueRow(ReminderKey Key, DateTimeOffset DueAt, TimeSpan Period, long Version);

/// <param name="Grain">As <see cref="GrainId"/> writes itself.</param>
internal readonly record struct ReminderKey(string Grain, string Name)
{
    public static ReminderKey Of(GrainId grain, string name) => new(grain.ToString(), name);
}

/// <summary>A reminder that this silo has taken for a while.</summary>
/// <param name="Attempts">Deliveries since one last succeeded, with this one.</param>
internal sealed record Claim(DueRow Row, int Attempts);

/// <summary>A change of one row.</summary>
internal abstract record DueChange(ReminderKey Key)
{
    /// <summary>A registration: replaces whatever stands there, whoever has it.</summary>
    internal sealed record Register(ReminderKey Key, string Tenant, DateTimeOffset DueAt, TimeSpan Period) : DueChange(Key);

    /// <param name="Version">The row stays when it has another one.</param>
    internal sealed record Remove(ReminderKey Key, long Version) : DueChange(Key);

    /// <summary>The end of a delivery. Changes nothing when the grain has registered anew, or unregistered.</summary>
    /// <param name="Attempts">0 after a success.</param>
    /// <param name="ParkedAt">Null unless it is taken out of the queue.</param>
    internal sealed record Settle(
        ReminderKey Key, long Version, DateTimeOffset DueAt, int Attempts, DateTimeOffset? ParkedAt) : DueChange(Key);
}
