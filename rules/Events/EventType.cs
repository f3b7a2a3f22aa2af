namespace BalanceNotifications.Events;

/// <summary>What can have happened. The numbers are stored, and are places in a set of 64 bits; they never change.</summary>
/// <remarks>
/// Those up to 14 are the numbers of <see cref="Notifications.NotificationStatus"/>; 3, the intent, is not told.
/// </remarks>
public enum EventType
{
    /// <summary>A test of an endpoint; never in the log.</summary>
    Ping = 0,

    NotificationScheduled = 1,
    NotificationDeferred = 2,
    NotificationSent = 4,
    NotificationDelivered = 5,
    NotificationUndeliverableCanRetry = 6,
    NotificationUndeliverablePermanent = 7,
    NotificationDeliveryError = 8,
    NotificationQueueingError = 9,
    NotificationWillNotSend = 10,
    NotificationCancelled = 11,
    NotificationArchived = 12,
    NotificationResolved = 13,
    NotificationOutcomeUnknown = 14,

    /// <summary>A switch of an existing account was set to another state.</summary>
    OptOutChanged = 20,

    /// <summary>A statement was put on the paper list.</summary>
    PaperListed = 21,

    /// <summary>A statement was taken off the paper list.</summary>
    PaperUnlisted = 22,

    /// <summary>A batch was accepted, cancelled, or has failed.</summary>
    BatchEnded = 23,

    PaymentPosted = 24,
}
