namespace BalanceNotifications.Reminders;

/// <summary>Where an installation keeps its reminders: one for each engine.</summary>
public enum ReminderTable
{
    /// <summary>Orleans' own, <c>orleansreminderstable</c>.</summary>
    AdoNet,

    /// <summary>The due index of the paced engine, <c>paced_reminder</c>.</summary>
    Paced,
}
