using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Accounts;

/// <summary>
/// What a cancelled batch leaves of an account (decision 0025). Whoever learns of it first applies it, the walk through
/// the batch or a tick that may not send; the other finds nothing left. Pure.
/// </summary>
internal static class BatchRecall
{
    /// <summary>What a notification says that did not leave because its batch was cancelled.</summary>
    public static readonly string WhyNotSent = Reason.With(Reason.Cancelled, Reason.OfBatch);

    /// <summary>Whether there is anything to take back.</summary>
    public static bool Concerns(AccountState state, Guid batch) =>
        state.Statements.Any(statement => IsForgone(state, statement, batch))
        || state.Notifications.Any(notification => IsUnsentOf(notification, batch));

    /// <summary>
    /// Withdraws the statements of which nothing has left, so that they count for nothing and nobody is on the worklist
    /// for them. Of one that the guarantor has heard of, what is unsent ends, and the count stands.
    /// </summary>
    public static AccountState Apply(AccountState state, Guid batch, string actor, DateTimeOffset now) =>
        state.Statements
            .Where(statement => IsForgone(state, statement, batch))
            .Aggregate(state, (current, statement) =>
                AccountCommands.Withdraw(current, statement.Id, actor, now, Reason.BatchCancelled))
            .EndUnsent(
                notification => IsUnsentOf(notification, batch), NotificationStatus.Cancelled, Reason.BatchCancelled,
                actor, now);

    // One that plans nothing was never heard of either; one in flight may have been.
    private static bool IsForgone(AccountState state, AccountStatement statement, Guid batch) =>
        statement.Batch == batch && statement is { Withdrawn: false, Reached: 0 }
        && !state.Notifications.Any(notification => notification is { IsOpen: true, IsUnsent: false }
            && notification.StatementId == statement.Id);

    private static bool IsUnsentOf(PlannedNotification notification, Guid batch) =>
        notification.Batch == batch && notification.IsUnsent;
}
