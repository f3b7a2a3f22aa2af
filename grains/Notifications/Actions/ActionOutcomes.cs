using BalanceNotifications.Accounts;

namespace BalanceNotifications.Notifications.Actions;

/// <summary>What an account's answer says of the action that asked. Pure.</summary>
internal static class ActionOutcomes
{
    /// <summary>
    /// Nothing to do, but since it was picked: either a silo died with the answer in hand, or somebody did the same by hand.
    /// It stands as it was asked to, and counts as done.
    /// </summary>
    public static WorkedItem Of(WaitingItem picked, ActionResult answer) => new(
        picked.Notification,
        answer.Outcome switch
        {
            ActionOutcome.Done => ActionItemState.Done,
            ActionOutcome.NothingToDo when answer.Status != picked.Status => ActionItemState.Done,
            ActionOutcome.NothingToDo => ActionItemState.NothingToDo,
            ActionOutcome.Refused => ActionItemState.Refused,
            ActionOutcome.NotFound => ActionItemState.NotFound,
        },
        answer.Refusal,
        answer.Sequence);
}
