namespace BalanceNotifications.Accounts;

/// <summary>
/// What has become of a statement, computed from the facts whenever it is asked: balances, what was posted, and the
/// statement that followed. No order of arrival changes it.
/// </summary>
internal static class StatementStanding
{
    /// <summary>What a message and its link ask for: what is due and no payment plan covers (V65).</summary>
    public static Money Asked(AccountState state, AccountStatement statement) => Money.Min(
        AmountDue(state, statement), PaymentPlanRules.Outside(state.Details.PaymentPlan, state.Balance.Current));

    /// <summary>What is left of it, and never more than the account owes.</summary>
    public static Money AmountDue(AccountState state, AccountStatement statement) => IsSeenCleared(state, statement, null)
        ? Money.Zero
        : Money.Max(Money.Zero, Money.Min(
            state.Balance.Current,
            statement.AmountDue - Money.Max(Money.Zero, Lowered(state, statement, null))));

    /// <summary>Whether what lowered the balance until the next statement meets its payment rule (V43).</summary>
    public static bool IsRuleMet(AccountState state, AccountStatement statement) =>
        statement.Rule?.IsMetBy(Lowered(state, statement, Next(state, statement)), statement.AmountDue) ?? false;

    /// <summary>
    /// Whether nothing of it was left to pay before the next statement, by whatever event: payment, credit, write-off,
    /// adjustment, or a balance that says so (Kill Bill #695).
    /// </summary>
    public static bool IsCleared(AccountState state, AccountStatement statement)
    {
        var next = Next(state, statement);
        return BalanceAtEnd(state, next) <= Money.Zero
            || (statement.AmountDue > Money.Zero && Lowered(state, statement, next) >= statement.AmountDue)
            || IsSeenCleared(state, statement, next);
    }

    /// <summary>
    /// Whether nothing of it reached the guarantor and at least one notification could not be delivered (V52). What
    /// was not sent for another reason says nothing.
    /// </summary>
    public static bool IsUndelivered(AccountState state, AccountStatement statement) =>
        statement is { Undelivered: > 0, Reached: 0 }
        && !state.Notifications.Any(notification =>
            notification is { IsOpen: true, OnDemand: null } && notification.StatementId == statement.Id);

    /// <summary>
    /// Whether another takes its place: a later one, of one day the higher level (V19), of one level the later to
    /// arrive.
    /// </summary>
    public static bool IsSuperseded(AccountState state, AccountStatement statement) =>
        state.Statements
            .Where(other => other == statement
                || (!other.Withdrawn && other.Kind == statement.Kind && other.BillsDebtOf(statement)))
            .Newest() != statement;

    /// <summary>The one that takes the place of all others; null of none.</summary>
    /// <param name="statements">In order of arrival.</param>
    public static AccountStatement? Newest(this IEnumerable<AccountStatement> statements) =>
        statements.Reverse().MaxBy(statement => (statement.StatementDate, statement.Level));

    // Postings say it exactly. Balances say it at least: what a practice that posts nothing has lowered by is the
    // difference of two balances, and charges between them can only hide some of it. An amount due that stands for a
    // balance says nothing.
    private static Money Lowered(AccountState state, AccountStatement statement, AccountStatement? next)
    {
        var posted = statement.Reduced - (next?.Reduced ?? Money.Zero);
        return statement.BalanceThen is { } then && BalanceAtEnd(state, next) is { } end
            ? Money.Max(posted, then - end)
            : posted;
    }

    // Null when the next statement came without one.
    private static Money? BalanceAtEnd(AccountState state, AccountStatement? next) =>
        next is null ? state.Balance.Current : next.BalanceThen;

    /// <summary>The statement with what the account's balance has said of it, for when that balance is another one.</summary>
    public static AccountStatement KeepCleared(AccountState state, AccountStatement statement) =>
        IsClearedBy(state.Balance.ClearedAt, state.Balance.Known, statement, null)
            ? statement with { ClearedAt = state.Balance.ClearedAt }
            : statement;

    // What the other account had reversed before a merge undoes nothing here.
    private static bool IsSeenCleared(AccountState state, AccountStatement statement, AccountStatement? next) =>
        IsClearedBy(state.Balance.ClearedAt, state.Balance.Known, statement, next)
        || IsClearedBy(
            statement.ClearedAt, state.Balance.Known.Reverse().TakeWhile(posting => !Merging.IsOf(posting)), statement, next);

    // A balance that said so, unless what brought it there was reversed afterwards.
    private static bool IsClearedBy(
        StatedMoment? by, IEnumerable<AppliedPosting> known, AccountStatement statement, AccountStatement? next) =>
        by is { } cleared
        && statement.Stated.IsOlderThan(cleared)
        && !(next?.Stated.IsOlderThan(cleared) ?? false)
        && !known.Any(posting => posting.Undoes is { } undone
            && cleared.Includes(undone) && !cleared.Includes(posting.Moment));

    private static AccountStatement? Next(AccountState state, AccountStatement statement) => state.Statements
        .SkipWhile(other => other.Id != statement.Id)
        .Skip(1)
        .FirstOrDefault(other => other.Counted && other.Kind == statement.Kind && other.BillsDebtOf(statement));
}
