using System.Collections.Immutable;
using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Accounts;

/// <summary>The durable intent to merge: from its write on, the account decides nothing and takes nothing.</summary>
/// <param name="Into">The number of the account that takes its place.</param>
internal sealed record MergeIntent(string Into, string Reason, string Actor, DateTimeOffset At);

/// <summary>What one account hands over to another.</summary>
/// <param name="Number">Of the account that is merged away.</param>
/// <param name="Key">The keyed hash of that number.</param>
/// <param name="Ancestors">Keys of the accounts that were merged into it before.</param>
internal sealed record AccountEstate(
    string Number,
    string Key,
    ImmutableArray<string> Ancestors,
    Money Balance,
    int DunningCount,
    ImmutableArray<Hold> Holds,
    ImmutableArray<AccountStatement> Statements,
    ImmutableArray<PlannedNotification> Pending,
    ImmutableArray<PastContact> Contacts)
{
    public int DunningBase { get; init; }

    public ContactPoints? Confidential { get; init; }

    public PaymentPlan? PaymentPlan { get; init; }

    public PreCollections? PreCollections { get; init; }

    public CollectionsMark? InCollections { get; init; }

    public ImmutableArray<PaperPlace> Paper { get; init; } = [];
}

/// <summary>The pure half of a merge (V85): what each of its steps makes of the two accounts.</summary>
internal static class Merging
{
    // No client's id has a space in it.
    private const string Posting = "merge ";

    /// <summary>Whether it is the amount that came with a merged account.</summary>
    public static bool IsOf(AppliedPosting posting) => posting.Id.StartsWith(Posting, StringComparison.Ordinal);

    public static AccountState Intend(AccountState state, MergeIntent intent) => state with { Merging = intent };

    /// <summary>
    /// Whether both ask for confidential communication and not at the same addresses: neither may take the other's place.
    /// </summary>
    public static bool Differ(ContactPoints? one, ContactPoints? other) =>
        one is not null && other is not null && one != other;

    /// <summary>
    /// Of the accounts of a circle, each to be merged into the next, the one with the first key steps back: all of them
    /// see the same circle, so one does and no other.
    /// </summary>
    /// <param name="circle">Their keys, beginning with the one that asks.</param>
    public static bool StepsBack(IReadOnlyList<string> circle) => circle[0] == circle.Min(StringComparer.Ordinal);

    /// <summary>The target takes nothing: the account goes on as it was.</summary>
    public static AccountState GiveUp(AccountState state) => (state with { Merging = null }).TellRow();

    /// <summary>
    /// What is unsent goes; what is in flight ends where it began. Computed from a state that the intent has frozen,
    /// it is the same at every try.
    /// </summary>
    public static AccountEstate EstateOf(AccountState state, AccountKey key) => new(
        state.Number!,
        key.Hash,
        state.Absorbed,
        state.Balance.Current,
        state.DunningCount,
        state.Holds,
        [
            .. state.Statements
                .Where(statement => !statement.Withdrawn)
                .Select(statement => StatementStanding.KeepCleared(state, statement)),
        ],
        state.Notifications.RemoveAll(notification => !notification.IsUnsent),
        state.Contacts)
    {
        DunningBase = state.Recount().DunningBase ?? 0,
        Confidential = state.Details.Confidential,
        PaymentPlan = state.Details.PaymentPlan,
        PreCollections = state.PreCollections,
        InCollections = state.InCollections,
        Paper = state.Paper,
    };

    /// <summary>The source after the target has everything.</summary>
    public static AccountState Leave(AccountState state, DateTimeOffset now)
    {
        var intent = state.Merging!;
        return (state with
        {
            Merging = null,
            MergedInto = intent.Into,
            Balance = new(),
            DunningCount = 0,
            DunningBase = 0,
            InCollections = null,
            Holds = [],
            Statements = [],
            ClientRevision = state.ClientRevision + 1,
        })
        .SettleWorklist()
        .TellHolds(state)
        .EndUnsent(_ => true, NotificationStatus.Cancelled, Reason.Merged, intent.Actor, now)
        .Tell(AccountCommands.Audit(
            "account.merged", intent.Actor, now, state.Number!, new
            {
                into = intent.Into,
                reason = intent.Reason,
                changed = new { mergedInto = AccountAudit.FromTo(null, intent.Into) },
            }));
    }

    /// <summary>
    /// The target with what it takes over; details, but for a confidential address that it has none of, switches and
    /// consent stay its own. The amount arrives as a posting
    /// of this moment: a snapshot that was taken before it counts below it, one taken after it has it in.
    /// </summary>
    public static AccountState Absorb(
        AccountState state,
        AccountEstate estate,
        AbsorbAccount command,
        (byte[] Salt, AccountKey Key) self,
        DateTimeOffset now)
    {
        var names = NamesIn(state, estate);
        var moved = estate.Pending.Select(notification => Move(notification, names, self));
        var arrival = state.Arrival(null, now);
        var amount = new AppliedPosting(
            $"{Posting}{estate.Number}", After(state.Balance, now), estate.Balance, arrival, Reduction: Money.Zero);
        var ownCounts = state.Recount().DunningCount >= estate.DunningCount;
        var united = state.Apply(amount);
        return (united with
        {
            Absorbed = [.. state.Absorbed, estate.Key, .. estate.Ancestors],
            // What cleared one debt says nothing about the other; each statement keeps what was said of it.
            Balance = united.Balance with { ClearedAt = null },
            Details = state.Details with
            {
                PaymentPlan = state.Details.PaymentPlan ?? estate.PaymentPlan,
                // One guarantor: who asked once not to be written to at home asked for both (45 CFR 164.522(b)).
                Confidential = state.Details.Confidential ?? estate.Confidential,
            },
            DunningBase = ownCounts ? united.Recount().DunningBase : estate.DunningBase,
            Statements =
            [
                .. united.Statements
                    .Select(statement => Bills(
                        StatementStanding.KeepCleared(state, statement), state.Number!, estate.Balance, ownCounts))
                    .Concat(estate.Statements.Select(statement => Bills(
                        statement with { Id = names.GetValueOrDefault(statement.Id, statement.Id) },
                        estate.Number, state.Balance.Current, !ownCounts)))
                    .OrderBy(statement => statement.StatementDate),
            ],
            PreCollections = state.PreCollections ?? (estate.PreCollections is { } place
                ? place with { StatementId = names.GetValueOrDefault(place.StatementId, place.StatementId) }
                : null),
            InCollections = state.InCollections ?? estate.InCollections,
            Paper =
            [
                .. state.Paper,
                .. estate.Paper.Select(place =>
                    place with { StatementId = names.GetValueOrDefault(place.StatementId, place.StatementId) }),
            ],
            Holds = [.. state.Holds, .. Renamed(state, estate)],
            // One guarantor, and so one frequency cap.
            Contacts =
            [
                .. state.Contacts.Union(estate.Contacts).OrderBy(contact => contact.At).TakeLast(ContactLog.MaxContacts),
            ],
            ClientRevision = state.ClientRevision + 1,
        })
            .Recount()
            .SettleWorklist()
            .TellHolds(state)
            .Add([.. moved], command.Actor, now)
            .Tell(AccountCommands.Audit(
                "account.absorbed", command.Actor, now, state.Number!,
                new
                {
                    from = estate.Number,
                    reason = command.Reason,
                    balance = estate.Balance,
                    notifications = estate.Pending.Length,
                    changed = new { balance = AccountAudit.FromTo(state.Balance.Current, united.Balance.Current) },
                }));
    }

    // Each goes on billing its own debt: the balance it came with is raised by what the other account owes. Only one of
    // the two histories counts, the one that went further.
    private static AccountStatement Bills(AccountStatement statement, string number, Money other, bool counts) =>
        statement with
        {
            Origin = statement.Origin ?? number,
            Counted = statement.Counted && counts,
            BalanceThen = statement.BalanceThen + other,
        };

    // A snapshot may be dated up to a day ahead, and would swallow what is not later.
    private static DateTimeOffset After(AccountBalance balance, DateTimeOffset now) =>
        balance.AsOf is { } asOf && asOf >= now ? asOf.AddTicks(1) : now;

    // The same rule at the same instant under the target's own id, so that telling it again finds it there.
    private static PlannedNotification Move(
        PlannedNotification notification, Dictionary<string, string> names, (byte[] Salt, AccountKey Key) self)
    {
        var statement = names.GetValueOrDefault(notification.StatementId, notification.StatementId);
        // No rule tells two on demand apart.
        var rule = notification.OnDemand is null ? notification.Rule : $"onDemand {notification.Id}";
        return notification with
        {
            Id = NotificationId.Of(
                self.Salt, notification.PlannedAt, self.Key.Hash, statement, rule, notification.Channel),
            StatementId = statement,
            Status = NotificationStatus.Scheduled,
            Reason = notification.Status is NotificationStatus.Scheduled ? notification.Reason : null,
            // Whatever was composed is composed anew: another link, another address, another person's language.
            To = null,
            ToHash = null,
            Language = null,
            Merge = null,
            Renderer = null,
            MessageHash = null,
            Segments = null,
            QuickPay = null,
            Unsubscribe = null,
            Sequence = 0,
        };
    }

    // Ids are an account's own: a statement whose id the target knows comes under the number it came from.
    private static Dictionary<string, string> NamesIn(AccountState state, AccountEstate estate) => estate.Statements
        .Where(statement => state.Statements.Any(own => own.Id == statement.Id))
        .ToDictionary(statement => statement.Id, statement => $"{estate.Number}:{statement.Id}", StringComparer.Ordinal);

    private static IEnumerable<Hold> Renamed(AccountState state, AccountEstate estate) => estate.Holds.Select(hold =>
        state.Holds.Any(own => own.Id == hold.Id) ? hold with { Id = $"{estate.Number}:{hold.Id}" } : hold);
}
