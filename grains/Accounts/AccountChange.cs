using System.Collections.Immutable;
using BalanceNotifications.Audit;
using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Accounts;

/// <summary>The pure transitions of an account: what each command and each tick makes of the state.</summary>
internal static class AccountChange
{
    private const int StatementsRemembered = 12;

    /// <summary>
    /// What every write starts from: the history that the tables have acknowledged is dropped, and with it the
    /// notifications that have ended.
    /// </summary>
    /// <param name="acknowledged">Whether the tables have the outbox as it stands.</param>
    public static AccountState Begin(this AccountState state, bool acknowledged)
    {
        var started = state with { Sequence = state.Sequence + 1 };
        return acknowledged ? started.Told() : started;
    }

    /// <summary>Without what the tables know: the outbox, and the notifications that have ended.</summary>
    public static AccountState Told(this AccountState state) => state.Outbox.IsEmpty
        ? state
        : state with
        {
            Outbox = Outbox.Empty,
            Notifications = state.Notifications.RemoveAll(notification => !notification.IsOpen),
            Errors = DeliveryErrors.Keep(state),
        };

    public static AccountState Tell(this AccountState state, LedgerEntry entry) =>
        state with { Outbox = state.Outbox with { Ledger = state.Outbox.Ledger.Add(entry), AccountRow = true } };

    public static AccountState Tell(this AccountState state, AuditEntry entry) =>
        state with { Outbox = state.Outbox with { Audit = state.Outbox.Audit.Add(entry), AccountRow = true } };

    public static AccountState Tell(this AccountState state, IEnumerable<AddressNotice> notices) =>
        state with { Outbox = state.Outbox with { Suppressions = state.Outbox.Suppressions.AddRange(notices) } };

    public static AccountState TellRow(this AccountState state) =>
        state with { Outbox = state.Outbox with { AccountRow = true } };

    /// <summary>Adds what a plan made; one that is there already stays as it is.</summary>
    public static AccountState Add(
        this AccountState state, ImmutableArray<PlannedNotification> planned, string actor, DateTimeOffset now)
    {
        var known = state.Notifications.Select(notification => notification.Id).ToHashSet();
        var added = planned.Where(notification => known.Add(notification.Id)).ToImmutableArray();
        return state with
        {
            Notifications = state.Notifications.AddRange(added),
            Outbox = state.Outbox with
            {
                Trail = state.Outbox.Trail.AddRange(added.Select(notification => Entry(notification, actor, now))),
                AccountRow = true,
            },
        };
    }

    /// <summary>Puts a changed notification in its place. One that carries a new sequence leaves a trail.</summary>
    public static AccountState Replace(
        this AccountState state, PlannedNotification changed, string actor, DateTimeOffset now)
    {
        var index = state.Notifications.FindIndex(notification => notification.Id == changed.Id);
        var before = state.Notifications[index];
        var replaced = state with
        {
            Notifications = state.Notifications.SetItem(index, changed),
            Contacts = ContactLog.After(state.Contacts, changed, now),
            Outbox = before.Sequence < changed.Sequence
                ? state.Outbox with
                {
                    Trail = state.Outbox.Trail.Add(Entry(changed, actor, now)),
                    AccountRow = true,
                }
                : state.Outbox,
        };
        // What a person asked for counts neither way (V51); what went to the practice's own people reached nobody.
        return before.Status == changed.Status || changed.OnDemand is not null || changed.Test
            ? replaced
            : replaced.Tally(changed.StatementId, before.Status, changed.Status);
    }

    /// <summary>Ends every unsent notification that <paramref name="which"/> picks.</summary>
    public static AccountState EndUnsent(
        this AccountState state,
        Func<PlannedNotification, bool> which,
        NotificationStatus status,
        string reason,
        string actor,
        DateTimeOffset now) => state.Notifications
            .Where(notification => notification.IsUnsent && which(notification))
            .Aggregate(state, (current, notification) =>
                current.Replace(notification.Become(status, reason), actor, now));

    /// <summary>When a command reaches the account.</summary>
    /// <param name="receivedAt">When it reached us, where it waited since. Null: now, behind all that came before it,
    /// whatever the clocks of two silos say.</param>
    public static DateTimeOffset Arrival(this AccountState state, DateTimeOffset? receivedAt, DateTimeOffset now) =>
        receivedAt ?? (now > state.LastArrival || state.LastArrival is not { } last ? now : last.AddTicks(1));

    /// <summary>
    /// Takes a stated balance in; an older one than is held changes nothing. An amount due that stands for a balance
    /// says that at least so much is owed, and never that less is than was stated.
    /// </summary>
    public static AccountState Take(this AccountState state, BalanceSnapshot snapshot, DateTimeOffset arrival) =>
        snapshot.Inferred is true && snapshot.Balance <= state.Balance.Current
            ? state.Arrived(arrival)
            : state.Arrived(arrival) with { Balance = state.Balance.Take(snapshot, arrival) };

    /// <summary>Applies a posting to the balance, and to every statement that does not include it.</summary>
    public static AccountState Apply(this AccountState state, AppliedPosting posting) =>
        state.Arrived(posting.Moment.ReceivedAt) with
        {
            Balance = state.Balance.Apply(posting),
            Statements =
            [
                .. state.Statements.Select(statement => statement.Stated.IncludesLate(posting.Reduces)
                    ? statement
                    : statement with { Reduced = statement.Reduced + posting.Reduced }),
            ],
        };

    /// <summary>
    /// Takes a statement in. The newest ones are remembered, and whatever is behind the oldest that has something open.
    /// </summary>
    public static AccountState Remember(this AccountState state, AccountStatement statement)
    {
        var open = state.Notifications
            .Where(notification => notification.IsOpen)
            .Select(notification => notification.StatementId)
            .ToHashSet(StringComparer.Ordinal);
        var remembered = state with { Statements = state.Statements.Add(statement) };
        while (remembered.Statements.Length > StatementsRemembered && !open.Contains(remembered.Statements[0].Id))
        {
            remembered = Dunning.ForgetOldest(remembered);
        }

        return remembered;
    }

    private static AccountState Arrived(this AccountState state, DateTimeOffset arrival) =>
        arrival > (state.LastArrival ?? DateTimeOffset.MinValue) ? state with { LastArrival = arrival } : state;

    /// <summary>When the account is next to be woken. A merge under way is gone on with before anything else.</summary>
    public static DateTimeOffset? NextAt(this AccountState state) => state.Merging is { } intent
        ? intent.At + CadenceReminder.Retry
        : Earlier(
            state.Notifications
                .Where(notification => notification.IsOpen)
                .Min(notification => (DateTimeOffset?)notification.NextAt),
            state.PaperAt());

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other : one;

    private static TrailEntry Entry(PlannedNotification notification, string actor, DateTimeOffset now) =>
        new(notification.Id, notification.Sequence, now, notification.Status, notification.Reason, actor);

    internal static int FindIndex<T>(this ImmutableArray<T> items, Func<T, bool> which)
    {
        for (var index = 0; index < items.Length; index++)
        {
            if (which(items[index]))
            {
                return index;
            }
        }

        return -1;
    }
}
