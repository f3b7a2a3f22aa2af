using BalanceNotifications.Notifications;
using BalanceNotifications.Profiles;

namespace BalanceNotifications.Accounts;

/// <summary>
/// The dunning count (V48): each accepted statement raises it by one, and what became of the statement takes it back.
/// Counted anew from what is remembered, so that a payment that arrives late, a reversal or a withdrawal leaves the
/// count that it would have had.
/// </summary>
internal static class Dunning
{
    public static AccountState Recount(this AccountState state) => state with
    {
        DunningBase = BaseOf(state),
        DunningCount = state.Statements.Aggregate(BaseOf(state), (count, s) => After(state, s, count)),
    };

    /// <summary>What the count is with this statement, before anything became of it: decides its level.</summary>
    public static int RaisedBy(AccountState state, AccountStatement statement) => 1 + state.Statements
        .TakeWhile(other => other.Id != statement.Id)
        .Aggregate(BaseOf(state), (count, other) => After(state, other, count));

    /// <summary>Forgets the oldest statement and keeps what it did to the count.</summary>
    public static AccountState ForgetOldest(AccountState state) => state with
    {
        DunningBase = After(state, state.Statements[0], BaseOf(state)),
        Statements = state.Statements.RemoveAt(0),
    };

    /// <summary>Keeps of a notification that changes its status what the count asks for (V52).</summary>
    public static AccountState Tally(
        this AccountState state, string statementId, NotificationStatus before, NotificationStatus after)
    {
        var index = state.Statements.FindIndex(statement => statement.Id == statementId);
        // Archived and resolved are about the error list, and so is cancelling an error, and putting it back; the guarantor
        // was reached, or not, as before.
        if (index < 0 || after is NotificationStatus.Archived or NotificationStatus.Resolved
            || (after is NotificationStatus.Cancelled && IsUndelivered(before))
            || (before is NotificationStatus.Archived or NotificationStatus.Cancelled
                && (IsUndelivered(after) || after is NotificationStatus.OutcomeUnknown)))
        {
            return state;
        }

        var statement = state.Statements[index];
        var tallied = statement with
        {
            Reached = statement.Reached + (HasReached(after) ? 1 : 0) - (HasReached(before) ? 1 : 0),
            Undelivered = statement.Undelivered + (IsUndelivered(after) ? 1 : 0) - (IsUndelivered(before) ? 1 : 0),
        };
        return (state with { Statements = state.Statements.SetItem(index, tallied) }).Recount();
    }

    private static int After(AccountState state, AccountStatement statement, int count) =>
        !statement.Counted ? count
        : StatementStanding.IsCleared(state, statement) ? 0
        : StatementStanding.IsRuleMet(state, statement)
            ? statement.Rule!.Reset is DunningReset.Zero ? 0 : count
        : StatementStanding.IsUndelivered(state, statement) ? count
        : count + 1;

    private static int BaseOf(AccountState state) => state.DunningBase
        ?? Math.Max(0, state.DunningCount - state.Statements.Count(statement => statement.Counted));

    private static bool HasReached(NotificationStatus status) => status is NotificationStatus.Sent
        or NotificationStatus.Delivered or NotificationStatus.OutcomeUnknown;

    private static bool IsUndelivered(NotificationStatus status) => status is NotificationStatus.UndeliverableCanRetry
        or NotificationStatus.UndeliverablePermanent or NotificationStatus.DeliveryError
        or NotificationStatus.QueueingError;
}
