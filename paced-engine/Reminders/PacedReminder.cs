namespace PacedEngine.Reminders;

/// <summary>The handle a grain holds: a registration that a later one replaces.</summary>
internal sealed record PacedReminder(string ReminderName, long Version) : IGrainReminder;
