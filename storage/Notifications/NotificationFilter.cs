namespace BalanceNotifications.Notifications;

/// <summary>Which notifications a list or a summary is about. Null or empty leaves a condition out.</summary>
/// <param name="AccountKey">The keyed hash of the account number.</param>
/// <param name="From">The earliest planned instant, inclusive, to the millisecond.</param>
/// <param name="To">The planned instant at which it ends, exclusive.</param>
public sealed record NotificationFilter(
    IReadOnlyList<NotificationStatus> Statuses,
    Channel? Channel = null,
    Guid? Profile = null,
    Guid? Batch = null,
    string? AccountKey = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null)
{
    /// <summary>V70: what the error list shows.</summary>
    public static IReadOnlyList<NotificationStatus> Errors { get; } =
    [
        NotificationStatus.UndeliverableCanRetry,
        NotificationStatus.UndeliverablePermanent,
        NotificationStatus.DeliveryError,
        NotificationStatus.QueueingError,
        NotificationStatus.OutcomeUnknown,
    ];

    /// <summary>Whether the roll-up by day can answer: it knows no accounts, and no part of a UTC day.</summary>
    internal bool IsByDay => AccountKey is null && IsDay(From) && IsDay(To);

    private static bool IsDay(DateTimeOffset? instant) => instant is not { } at || at.UtcDateTime.TimeOfDay == default;
}
