using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;
using BalanceNotifications.Setup;

namespace BalanceNotifications.Accounts;

/// <summary>What a posted statement makes of an account: its level, its cadence, and what it takes the place of. Pure.</summary>
internal static class StatementPosting
{
    /// <param name="approved">The profile that plans; null when none is approved.</param>
    public static (AccountState State, StatementAnswer Answer) Apply(
        AccountState state,
        AccountKey key,
        PostStatement command,
        Practice practice,
        ApprovedProfile? approved,
        DateTimeOffset now)
    {
        // An older statement that arrives late is kept for the record and bills nobody; what it says of the balance
        // counts only if it says of when.
        var isOlder = state.Statements.Any(s =>
            !s.Withdrawn && s.Kind == command.Kind && s.StatementDate > command.StatementDate);
        var stated = new StatedMoment(command.Balance.AsOf, state.Arrival(command.Balance.ReceivedAt, now));
        var statement = new AccountStatement(
            command.StatementId, command.Kind, command.StatementDate, command.DueDate, command.AmountDue,
            ReducedSince(state.Balance, stated), command.CardChargeDate, command.Batch, !isOlder, AsOf: stated.AsOf)
        {
            ReceivedAt = stated.ReceivedAt,
            BalanceThen = command.Balance.Inferred is true ? null : command.Balance.Balance,
            Rule = approved?.Profile.PaymentRule,
        };
        var balanced = isOlder && stated.AsOf is null ? state : state.Take(command.Balance, stated.ReceivedAt);
        var counted = SupersedeOlder(balanced, statement, command.Actor, now).Remember(statement);
        var plan = isOlder ? CadencePlan.Nothing(Reason.OlderStatement)
            : state.InCollections is not null ? CadencePlan.Nothing(Reason.InCollections)
            : approved is null ? CadencePlan.Nothing(Reason.NoProfile)
            : CadencePlanner.Plan(RequestOf(counted, key, statement, practice, approved, now));
        var planned = Put(counted, statement, Decided(statement, plan, approved))
            .Add(plan.Notifications, command.Actor, now)
            .Recount()
            .SettleWorklist();
        if (plan.Why is Reason.DunningLimit && planned.Balance.Current > Money.Zero)
        {
            planned = planned.ListForCollections(statement, approved!.Profile, now);
        }

        var answer = new StatementAnswer(
            command.StatementId, state.Number!, command.Kind, command.StatementDate, command.DueDate,
            command.AmountDue, planned.Balance.Current, plan.Level,
            plan.Notifications.IsEmpty ? null : approved?.Id,
            plan.Notifications.IsEmpty ? null : approved?.Revision,
            plan.Notifications.Length, plan.Why,
            plan.Notifications.IsEmpty || !IsInsideCycle(state, statement, approved!.Profile) ? null : "cycleDays");
        return (
            planned.Tell(new LedgerEntry(
                LedgerKind.Statement, command.StatementId, command.BodyHash, AccountCommands.ToJson(answer))),
            answer);
    }

    // Payments, and reversals of such, that arrived before the statement and are not in its amounts.
    private static Money ReducedSince(AccountBalance balance, StatedMoment stated) => balance.Known
        .Where(posting => !stated.Includes(posting.Reduces))
        .Aggregate(Money.Zero, (reduced, posting) => reduced + posting.Reduced);

    // No statement run (V41, V48): one that nobody is told of does not raise the count.
    private static AccountStatement Decided(
        AccountStatement statement, CadencePlan plan, ApprovedProfile? approved) => statement with
        {
            Level = plan.Level,
            Counted = statement.Counted && plan.Why is not (Reason.InCollections or Reason.DunningLimit),
            Plan = approved is null ? null : new(
                approved.Id, approved.Revision, plan.Level,
                [.. plan.Notifications.Select(notification => notification.Rule)]),
            PlannedNothing = plan.Why,
        };

    private static AccountState Put(AccountState state, AccountStatement statement, AccountStatement decided) =>
        state with { Statements = state.Statements.Replace(statement, decided) };

    // The practice-management system decides when to bill; that it was early is worth a word, not a silence.
    private static bool IsInsideCycle(AccountState state, AccountStatement statement, StatementProfile profile) =>
        state.Statements.Any(before => before.Counted && before.Kind == statement.Kind
            && statement.StatementDate.DayNumber - before.StatementDate.DayNumber < profile.CycleDays);

    private static AccountState SupersedeOlder(
        AccountState state, AccountStatement statement, string actor, DateTimeOffset now)
    {
        var older = state.Statements
            .Where(s => s.Kind == statement.Kind && s.StatementDate < statement.StatementDate)
            .Select(s => s.Id)
            .ToHashSet(StringComparer.Ordinal);
        return state.EndUnsent(
            // What a person asked for is no part of a cadence.
            notification => notification.OnDemand is null && older.Contains(notification.StatementId),
            NotificationStatus.WillNotSend, Reason.Superseded, actor, now);
    }

    internal static CadenceRequest RequestOf(
        AccountState state, AccountKey key, AccountStatement statement, Practice practice, ApprovedProfile approved,
        DateTimeOffset now) =>
        new(
            practice.Salt,
            key.Hash,
            practice.Settings,
            approved.Id,
            approved.Revision,
            approved.Profile,
            approved.Templates,
            new StatementFacts(statement.Id, statement.StatementDate, statement.DueDate, statement.Batch)
            {
                CardChargeDate = statement.CardChargeDate,
            },
            new Recipient(
                state.Details,
                state.Switches.Paperless.State is SwitchState.OptedIn,
                state.Holds.Any(hold => hold.Reason is HoldReason.Dispute && hold.StandsAt(now))),
            Dunning.RaisedBy(state, statement))
        {
            Balance = PaymentPlanRules.Outside(state.Details.PaymentPlan, state.Balance.Current),
        };
}
