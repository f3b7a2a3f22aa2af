using BalanceNotifications.Notifications;

namespace BalanceNotifications.Simulation;

/// <summary>What became of the accounts of one chunk.</summary>
/// <param name="Accounts">How many were played.</param>
/// <param name="Unknown">Numbers that the practice has no account for.</param>
/// <param name="Statements">How many were posted.</param>
/// <param name="Unplanned">Statements that planned nothing, by why.</param>
/// <param name="Counts">Every notification, once.</param>
/// <param name="Items">The first of them one by one.</param>
[GenerateSerializer, Immutable, Alias("simulated-chunk")]
public sealed record SimulatedChunk(
    [property: Id(0)] int Accounts,
    [property: Id(1)] IReadOnlyList<string> Unknown,
    [property: Id(2)] int Statements,
    [property: Id(3)] IReadOnlyList<UnplannedCount> Unplanned,
    [property: Id(4)] IReadOnlyList<SimulatedCount> Counts,
    [property: Id(5)] IReadOnlyList<SimulatedNotification> Items);

/// <param name="Why">A code of <see cref="Reason"/>.</param>
[GenerateSerializer, Immutable, Alias("unplanned-count")]
public sealed record UnplannedCount([property: Id(0)] string Why, [property: Id(1)] int Count);

/// <param name="Segments">Of the texts among them that went out.</param>
[GenerateSerializer, Immutable, Alias("simulated-count")]
public sealed record SimulatedCount(
    [property: Id(0)] Channel Channel,
    [property: Id(1)] NotificationStatus Status,
    [property: Id(2)] string? Reason,
    [property: Id(3)] int Count,
    [property: Id(4)] int Segments);

/// <summary>One notification as it stood at the end.</summary>
/// <param name="At">When it came to that; null when nothing has happened to it since the plan.</param>
[GenerateSerializer, Immutable, Alias("simulated-notification")]
public sealed record SimulatedNotification(
    [property: Id(0)] string Account,
    [property: Id(1)] string StatementId,
    [property: Id(2)] string Rule,
    [property: Id(3)] int Level,
    [property: Id(4)] Channel Channel,
    [property: Id(5)] NotificationPurpose Purpose,
    [property: Id(6)] DateTimeOffset PlannedAt,
    [property: Id(7)] NotificationStatus Status,
    [property: Id(8)] string? Reason,
    [property: Id(9)] DateTimeOffset? At,
    [property: Id(10)] int? Segments);
