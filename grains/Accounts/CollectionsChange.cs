using BalanceNotifications.Profiles;

namespace BalanceNotifications.Accounts;

/// <summary>The way to collections: the worklist after the last notice (V41), the move, and the way back. Pure.</summary>
internal static class CollectionsChange
{
    /// <summary>Puts an account on the worklist, or anew at its top.</summary>
    /// <param name="statement">The one that was over the limit.</param>
    public static AccountState ListForCollections(
        this AccountState state, AccountStatement statement, StatementProfile profile, DateTimeOffset now) =>
        Listed(state, new(now, profile.DunningLevels, statement.Id, profile.ClearPreCollections));

    /// <summary>After a change of the balance: both lists show it, and drop who owes nothing any more.</summary>
    public static AccountState SettleWorklist(this AccountState state) =>
        (state.PreCollections is null ? state
        : Listed(state, state.Balance.Current > Money.Zero ? state.PreCollections : null)).SettlePaper();

    /// <summary>After the statement that was over the limit was taken back.</summary>
    public static AccountState Unlist(this AccountState state, string statementId) =>
        state.PreCollections?.StatementId == statementId ? Listed(state, null) : state;

    public static (CollectionsOutcome Outcome, AccountState State) Move(
        AccountState state, string actor, DateTimeOffset now) =>
        state.InCollections is not null ? (CollectionsOutcome.Done, state)
        : state.Holds.Any(hold => hold.Reason is HoldReason.Dispute or HoldReason.Bankruptcy
            && hold.StandsAt(now)) ? (CollectionsOutcome.OnHold, state)
        : state.Balance.Current <= Money.Zero ? (CollectionsOutcome.NothingOwed, state)
        : (CollectionsOutcome.Done, Tell(
            (Listed(state, null) with { InCollections = new(now, actor) }).SettlePaper(), "collections.moved", true, actor, now));

    public static (CollectionsOutcome Outcome, AccountState State) Recall(
        AccountState state, string actor, DateTimeOffset now) => state.InCollections is null
            ? (CollectionsOutcome.Done, state)
            : (CollectionsOutcome.Done, Tell(
                state with { InCollections = null }, "collections.recalled", false, actor, now));

    private static AccountState Listed(AccountState state, PreCollections? entry) => state with
    {
        PreCollections = entry,
        Outbox = state.Outbox with { Worklist = state.Outbox.Worklist || entry is not null || state.PreCollections is not null },
    };

    private static AccountState Tell(
        AccountState state, string action, bool isThere, string actor, DateTimeOffset now) =>
        state.Tell(AccountCommands.Audit(action, actor, now, state.Number!, new
        {
            changed = new { inCollections = AccountAudit.FromTo(!isThere, isThere) },
        }));
}
