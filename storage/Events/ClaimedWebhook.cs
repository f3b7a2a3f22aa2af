namespace BalanceNotifications.Events;

/// <summary>An endpoint as the one who drives its stream sees it.</summary>
/// <param name="Slug">Of the practice.</param>
/// <param name="ReadUpTo">It was sent everything up to here.</param>
/// <param name="Failures">Attempts in a row that failed.</param>
/// <param name="FailingSince">When the first of them was; null without one.</param>
public sealed record ClaimedWebhook(
    int Practice,
    string Slug,
    Guid Id,
    Uri Url,
    EventTypes Types,
    int SecretVersion,
    DateTimeOffset? OldSecretUntil,
    long ReadUpTo,
    int Failures,
    DateTimeOffset? FailingSince,
    Guid Lease);

/// <param name="Place">The order of the log.</param>
/// <param name="Data">Null when the endpoint does not want it.</param>
public sealed record LoggedEvent(long Place, Guid Id, EventType Type, DateTimeOffset At, string? Data);

/// <summary>An attempt, for the log of deliveries.</summary>
public sealed record AttemptLine(
    Guid Event, EventType Type, DateTimeOffset At, int Milliseconds, int? Status, AttemptError? Error);
