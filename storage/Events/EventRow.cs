namespace BalanceNotifications.Events;

/// <summary>An event as it goes into the log.</summary>
/// <param name="At">When it happened; null: now.</param>
/// <param name="Data">A JSON object; nothing of it names a person or an address.</param>
internal sealed record EventRow(int Practice, Guid Id, EventType Type, DateTimeOffset? At, string Data);
