using BalanceNotifications.Notifications;

namespace BalanceNotifications.Accounts;

/// <summary>What a person decides about single notifications (V72). An error closes so, or by a later success.</summary>
public enum NotificationAction
{
    /// <summary>Ends what is unsent, or takes an error off the list.</summary>
    Cancel,

    /// <summary>Takes an error off the list; it stays readable.</summary>
    Archive,

    /// <summary>Cancels, and opts the guarantor out of the notification's channel.</summary>
    CancelAndOptOut,

    /// <summary>Plans a failed one for now; it is decided again like any other.</summary>
    Retry,

    /// <summary>Of one whose outcome is unknown: it did arrive.</summary>
    Arrived,

    /// <summary>Of one whose outcome is unknown: send it again. The only way a text or call can leave twice.</summary>
    SendAgain,

    /// <summary>
    /// Puts an error that was archived or cancelled back on the list, as it stood, and what was cancelled before its time
    /// back into the plan.
    /// </summary>
    Restore,
}

/// <param name="Ids">Of one account's notifications.</param>
/// <param name="Sequences">
/// One for each id: what has changed since it stood at this one is left alone. Null: whatever it stands at.
/// </param>
[GenerateSerializer, Immutable, Alias("act-on-notifications")]
public sealed record ActOnNotifications(
    [property: Id(0)] NotificationAction Action,
    [property: Id(1)] IReadOnlyList<Guid> Ids,
    [property: Id(2)] string Actor,
    [property: Id(3)] IReadOnlyList<int>? Sequences = null);

public enum ActionOutcome
{
    Done,

    /// <summary>It stands so already: the action was repeated.</summary>
    NothingToDo,

    Refused,

    /// <summary>The account has no such notification.</summary>
    NotFound,
}

/// <param name="Refusal">Why it was refused; null otherwise.</param>
/// <param name="Status">As it stands now; null where there is no such notification.</param>
/// <param name="Sequence">Of the step it stands at now; null where there is no such notification.</param>
[GenerateSerializer, Immutable, Alias("action-result")]
public sealed record ActionResult(
    [property: Id(0)] Guid Id,
    [property: Id(1)] ActionOutcome Outcome,
    [property: Id(2)] ActionRefusal? Refusal,
    [property: Id(3)] NotificationStatus? Status,
    [property: Id(4)] int? Sequence = null);

/// <summary>Why an action is not for a notification.</summary>
public enum ActionRefusal
{
    /// <summary>It is being sent at this moment, or may have arrived and is looked after.</summary>
    InFlight,

    /// <summary>It may have arrived: say <see cref="NotificationAction.Arrived"/> or
    /// <see cref="NotificationAction.SendAgain"/>, or archive it.</summary>
    MayHaveArrived,

    /// <summary>Its outcome is known.</summary>
    OutcomeKnown,

    /// <summary>It is not on the list of errors.</summary>
    NotAnError,

    /// <summary>It has ended.</summary>
    Ended,

    /// <summary>Its statement is not kept any more, so nothing can be made of it.</summary>
    NoStatement,

    /// <summary>Its account was merged into another.</summary>
    Merged,

    /// <summary>It was no error that somebody put away.</summary>
    NotPutAway,

    /// <summary>Something has happened to it since.</summary>
    Changed,

    /// <summary>The time it was planned for has come.</summary>
    TooLate,

    /// <summary>Its account owes nothing.</summary>
    NothingOwed,
}
