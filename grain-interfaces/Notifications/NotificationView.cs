namespace BalanceNotifications.Notifications;

/// <summary>One notification as lists show it. Holds no address in clear and no name.</summary>
/// <param name="To">The address with most of it hidden; null before one was chosen.</param>
/// <param name="PlannedAt">Anchor, rule and zone; never changes.</param>
/// <param name="DueAt">The first allowed instant from there; moves when it is deferred.</param>
/// <param name="Segments">Segments of a text; null for other channels and before it was sent.</param>
/// <param name="Seconds">How long a call took; null for other channels and before it ended.</param>
/// <param name="Why">What planned it, in a cadence; null in lists.</param>
/// <param name="FallbackOf">The notification that failed before it; null for most.</param>
/// <param name="Test">It went to the practice's own people.</param>
[GenerateSerializer, Immutable, Alias("notification-view")]
public sealed record NotificationView(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Account,
    [property: Id(2)] string? StatementId,
    [property: Id(3)] Guid? Batch,
    [property: Id(4)] Guid? Profile,
    [property: Id(5)] int? ProfileRevision,
    [property: Id(6)] int? Level,
    [property: Id(7)] Channel Channel,
    [property: Id(8)] NotificationPurpose Purpose,
    [property: Id(9)] NotificationStatus Status,
    [property: Id(10)] string? Reason,
    [property: Id(11)] string? To,
    [property: Id(12)] DateTimeOffset PlannedAt,
    [property: Id(13)] DateTimeOffset DueAt,
    [property: Id(14)] DateTimeOffset? SentAt,
    [property: Id(15)] DateTimeOffset? DeliveredAt,
    [property: Id(16)] int Attempts,
    [property: Id(17)] string? ProviderId,
    [property: Id(18)] int? Segments,
    [property: Id(19)] string? Why = null,
    [property: Id(20)] int? Seconds = null,
    [property: Id(21)] Guid? FallbackOf = null,
    [property: Id(22)] bool Test = false);
