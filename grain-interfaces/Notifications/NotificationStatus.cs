namespace BalanceNotifications.Notifications;

/// <summary>Where a notification stands. The numbers are stored; they never change.</summary>
public enum NotificationStatus
{
    /// <summary>Planned, its time has not come.</summary>
    Scheduled = 1,

    /// <summary>Its time has come, but it must wait: contact hours, a pause, a provider that asked to try later.</summary>
    Deferred = 2,

    /// <summary>Handed to a provider; the answer is not recorded yet.</summary>
    Sending = 3,

    /// <summary>The provider took it.</summary>
    Sent = 4,

    /// <summary>The provider says that it arrived.</summary>
    Delivered = 5,

    UndeliverableCanRetry = 6,
    UndeliverablePermanent = 7,
    DeliveryError = 8,
    QueueingError = 9,

    /// <summary>A rule forbids it; the reason says which.</summary>
    WillNotSend = 10,

    Cancelled = 11,
    Archived = 12,
    Resolved = 13,

    /// <summary>The connection broke at a moment that leaves open whether it went out.</summary>
    OutcomeUnknown = 14,
}

/// <summary>What a notification is for. The numbers are stored; they never change.</summary>
public enum NotificationPurpose
{
    Statement = 1,
    Reminder = 2,
    PastDue = 3,
    FinalNotice = 4,
    CardCharge = 5,
}
