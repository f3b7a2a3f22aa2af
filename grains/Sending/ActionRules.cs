using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Sending;

/// <summary>What an action makes of one notification: a change, nothing because it stands so already, or a refusal. Pure.</summary>
internal static class ActionRules
{
    public static ActionEffect Of(NotificationAction action, PlannedNotification told, DateTimeOffset now) => action switch
    {
        NotificationAction.Cancel or NotificationAction.CancelAndOptOut => Cancel(told),
        NotificationAction.Archive => Archive(told),
        NotificationAction.Retry => Retry(told, now),
        NotificationAction.Arrived => Arrived(told, now),
        NotificationAction.SendAgain => SendAgain(told, now),
        NotificationAction.Restore => throw new ArgumentOutOfRangeException(nameof(action), "It takes what stood before."),
    };

    /// <summary>
    /// Puts back what a person archived or cancelled. Where a later message went out since, an error comes back as resolved:
    /// that had closed it, too (V73). What was planned is planned again while its time is still to come, and then decided
    /// like any other.
    /// </summary>
    /// <param name="before">The step before it was put away; null where nobody knows it.</param>
    public static ActionEffect Restore(
        PlannedNotification told, TrailEntry? before, bool reachedSince, DateTimeOffset now) =>
        IsError(told.Status) || told.IsUnsent ? ActionEffect.Nothing
        : told.Status is not (NotificationStatus.Archived or NotificationStatus.Cancelled) || before is null
            ? ActionEffect.No(ActionRefusal.NotPutAway)
        : IsError(before.Status)
            ? new(AttemptRules.End(told, reachedSince ? NotificationStatus.Resolved : before.Status, before.Reason))
        : before.Status is not (NotificationStatus.Scheduled or NotificationStatus.Deferred) || told.Reason != Reason.ByHand
            ? ActionEffect.No(ActionRefusal.NotPutAway)
        : told.DueAt <= now ? ActionEffect.No(ActionRefusal.TooLate)
        : new(AttemptRules.End(told, NotificationStatus.Scheduled, reason: null) with { PausedSince = null });

    private static ActionEffect Cancel(PlannedNotification told) =>
        told.Status is NotificationStatus.Cancelled ? ActionEffect.Nothing
        : told.IsUnsent || HasFailed(told) ? new(AttemptRules.End(told, NotificationStatus.Cancelled, Reason.ByHand))
        : told.Status is NotificationStatus.OutcomeUnknown ? ActionEffect.No(ActionRefusal.MayHaveArrived)
        : ActionEffect.No(told.IsOpen ? ActionRefusal.InFlight : ActionRefusal.Ended);

    // The reason of the error stays: it says what was put away.
    private static ActionEffect Archive(PlannedNotification told) =>
        told.Status is NotificationStatus.Archived ? ActionEffect.Nothing
        : HasFailed(told) || told.Status is NotificationStatus.OutcomeUnknown
            ? new(AttemptRules.End(told, NotificationStatus.Archived, told.Reason))
        : ActionEffect.No(ActionRefusal.NotAnError);

    // Scheduled, so that what is told of the attempt that failed is no news of the one to come.
    private static ActionEffect Retry(PlannedNotification told, DateTimeOffset now) =>
        HasFailed(told) ? new(Anew(told, NotificationStatus.Scheduled, Reason.Retried, now))
        : told.IsOpen ? ActionEffect.Nothing
        : told.Status is NotificationStatus.OutcomeUnknown ? ActionEffect.No(ActionRefusal.MayHaveArrived)
        : ActionEffect.No(ActionRefusal.NotAnError);

    private static ActionEffect Arrived(PlannedNotification told, DateTimeOffset now) => told.Status switch
    {
        NotificationStatus.OutcomeUnknown => new(
            AttemptRules.End(told, NotificationStatus.Delivered, Reason.ByHand) with
            {
                InDoubt = false,
                SentAt = told.SentAt ?? now,
            }),
        NotificationStatus.Sent or NotificationStatus.Delivered => ActionEffect.Nothing,
        _ => ActionEffect.No(ActionRefusal.OutcomeKnown),
    };

    // Deferred, so that a report that it did arrive still stops it.
    private static ActionEffect SendAgain(PlannedNotification told, DateTimeOffset now) =>
        told.Status is NotificationStatus.OutcomeUnknown
            ? new(Anew(told, NotificationStatus.Deferred, Reason.SentAgain, now))
        : told.IsOpen ? ActionEffect.Nothing
        : ActionEffect.No(ActionRefusal.OutcomeKnown);

    // Its time to expiry begins anew: a person wants it now.
    private static PlannedNotification Anew(
        PlannedNotification told, NotificationStatus status, string reason, DateTimeOffset now) =>
        AttemptRules.End(told, status, reason) with
        {
            DueAt = now,
            InDoubt = false,
            PausedSince = null,
            PausedFor = TimeSpan.Zero,
        };

    private static bool IsError(NotificationStatus status) =>
        status is NotificationStatus.OutcomeUnknown || HasFailed(status);

    private static bool HasFailed(PlannedNotification told) => HasFailed(told.Status);

    private static bool HasFailed(NotificationStatus status) => status
        is NotificationStatus.UndeliverableCanRetry or NotificationStatus.UndeliverablePermanent
        or NotificationStatus.DeliveryError or NotificationStatus.QueueingError;
}

/// <param name="Changed">Null when nothing changes.</param>
/// <param name="Refusal">Null when it is not refused.</param>
internal sealed record ActionEffect(PlannedNotification? Changed, ActionRefusal? Refusal = null)
{
    public static readonly ActionEffect Nothing = new(Changed: null);

    public static ActionEffect No(ActionRefusal refusal) => new(null, refusal);
}
