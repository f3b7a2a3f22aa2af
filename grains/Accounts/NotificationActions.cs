using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Accounts;

/// <summary>What a person's action on a notification makes of the account. Pure; a repeat changes nothing.</summary>
internal static class NotificationActions
{
    /// <param name="told">As the state or the history has it.</param>
    /// <param name="steps">Its two newest steps, newest first; only to restore it.</param>
    /// <param name="sequence">Where it has to stand; null for anywhere.</param>
    public static (AccountState State, ActionResult Result) Apply(
        AccountState state, PlannedNotification told, NotificationAction action, string actor, DateTimeOffset now,
        IReadOnlyList<TrailEntry>? steps = null, int? sequence = null)
    {
        var effect = sequence is { } seen && seen != told.Sequence
            ? IsRestored(told, action, actor, seen, steps ?? []) ? ActionEffect.Nothing : ActionEffect.No(ActionRefusal.Changed)
            : Allowed(state, told, action) is { } refusal ? ActionEffect.No(refusal)
            : action is NotificationAction.Restore ? Restore(state, told, steps ?? [], now)
            : ActionRules.Of(action, told, now);
        if (effect.Refusal is not null)
        {
            return (state, new(told.Id, ActionOutcome.Refused, effect.Refusal, told.Status, told.Sequence));
        }

        var next = effect.Changed is { } changed
            ? Settle(DeliveryReports.Bring(state, told).Replace(changed, actor, now), changed, action, actor, now)
            : state;
        next = action is NotificationAction.CancelAndOptOut ? OptOut(next, told.Channel, actor, now) : next;
        return next == state
            ? (state, new(told.Id, ActionOutcome.NothingToDo, null, told.Status, told.Sequence))
            : (
                next.Tell(AccountCommands.Audit(
                    $"notification.{Database.ToJson(action).Trim('"')}", actor, now, state.Number!,
                    new
                    {
                        notification = told.Id,
                        from = told.Status,
                        told.Reason,
                        changed = new
                        {
                            status = AccountAudit.FromTo(told.Status, (effect.Changed ?? told).Status),
                        },
                    })),
                new(
                    told.Id, ActionOutcome.Done, null, (effect.Changed ?? told).Status,
                    (effect.Changed ?? told).Sequence));
    }

    // All that has happened to it since is that the same person put it back: a silo died before it said so to who asked.
    private static bool IsRestored(
        PlannedNotification told, NotificationAction action, string actor, int seen, IReadOnlyList<TrailEntry> steps) =>
        action is NotificationAction.Restore && told.Sequence == seen + 1
        && steps is [var own, ..] && own.Sequence == told.Sequence && own.Actor == actor;

    private static ActionEffect Restore(
        AccountState state, PlannedNotification told, IReadOnlyList<TrailEntry> steps, DateTimeOffset now)
    {
        var effect = steps is [var putAway, var before, ..] && putAway.Sequence == told.Sequence
            ? ActionRules.Restore(told, before, HasReachedSince(state, told, putAway.At), now)
            : ActionRules.Restore(told, null, reachedSince: false, now);
        return effect.Changed is { IsUnsent: true } && NotPlannable(state, told) is { } refusal
            ? ActionEffect.No(refusal)
            : effect;
    }

    // Whatever else speaks against it is asked when it is due.
    private static ActionRefusal? NotPlannable(AccountState state, PlannedNotification told) =>
        Allowed(state, told, NotificationAction.Retry)
        ?? (state.Statements.Any(statement => statement.Id == told.StatementId && statement.Withdrawn)
            ? ActionRefusal.NoStatement
            : state.Balance.Current <= Money.Zero ? ActionRefusal.NothingOwed : null);

    // What is in doubt is no success.
    private static bool HasReachedSince(AccountState state, PlannedNotification told, DateTimeOffset at) =>
        state.Contacts.Any(contact => contact.At > at && contact.Notification != told.Id
            && !state.Errors.Concat(state.Notifications).Any(other => other.Id == contact.Notification
                && other.Status is NotificationStatus.OutcomeUnknown));

    // Only an account that still has the statement, and its cadence, can send anything.
    private static ActionRefusal? Allowed(AccountState state, PlannedNotification told, NotificationAction action) =>
        action is not (NotificationAction.Retry or NotificationAction.SendAgain) ? null
        : state.TakenOverBy is not null ? ActionRefusal.Merged
        : state.Statements.All(statement => statement.Id != told.StatementId) ? ActionRefusal.NoStatement
        : null;

    // That it arrived is the success that closes what failed before (V73), and needs nothing in its place.
    private static AccountState Settle(
        AccountState state, PlannedNotification changed, NotificationAction action, string actor, DateTimeOffset now) =>
        action is NotificationAction.Arrived && !changed.Test
            ? state.Resolve(actor, now).NeedNoFallback(changed, actor, now)
            : state;

    // About this account alone: what the guarantor said herself comes with evidence, by the switches.
    private static AccountState OptOut(AccountState state, Channel channel, string actor, DateTimeOffset now) =>
        SwitchRules.KindOf(channel) is var kind && state.Switches[kind].State is SwitchState.OptedOut
            ? state
            : AccountCommands.SetSwitches(
                state, [new(kind, SwitchState.OptedOut, "cancelled and opted out", null)], actor, now);
}
