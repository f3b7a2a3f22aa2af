using BalanceNotifications.Accounts;
using BalanceNotifications.Profiles;

namespace BalanceNotifications.Simulation;

/// <summary>
/// What happens to one account: a statement each cycle while something is owed, and the payments that are assumed.
/// Between them the account ticks as its reminder would.
/// </summary>
/// <param name="given">Statements to begin with, in the order of their dates.</param>
/// <param name="firstBilling">When the balance is first billed; null when that follows the given statements.</param>
internal sealed class AccountCourse(
    SimulationSetup setup, VirtualAccount account, Queue<PostStatement> given, DateOnly? firstBilling, Random chance)
{
    private const string Actor = "simulation";

    private readonly Queue<(DateTimeOffset At, string Statement)> _payments = [];
    private readonly List<AccountEvent> _events = [];
    private DateOnly? _nextBilling = firstBilling;

    /// <summary>What was told to the account, in order.</summary>
    public IReadOnlyList<AccountEvent> Events => _events;

    public void Run(CancellationToken cancellationToken)
    {
        var now = setup.Start;
        while (NextAt(now) is { } next && next < setup.End)
        {
            cancellationToken.ThrowIfCancellationRequested();
            now = next > now ? next : now;
            if (_payments.TryPeek(out var payment) && payment.At <= now)
            {
                Pay(_payments.Dequeue().Statement, now);
            }
            else if (StatementAt() <= now)
            {
                Bill(now);
            }
            else
            {
                account.Tick(now);
            }
        }
    }

    private DateTimeOffset? NextAt(DateTimeOffset now) => Earlier(
        Earlier(_payments.TryPeek(out var payment) ? payment.At : null, StatementAt()), account.NextTickAt(now));

    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null || right < left ? right : left;

    private DateTimeOffset? StatementAt() =>
        given.TryPeek(out var statement) ? setup.StatementAt(statement.StatementDate)
        : _nextBilling is { } date ? setup.StatementAt(date)
        : null;

    private void Bill(DateTimeOffset now)
    {
        if ((given.TryDequeue(out var statement) ? statement : NextStatement(now)) is not { } told)
        {
            _nextBilling = null;
            return;
        }

        _events.Add(new(now, told, null, account.Post(told, now)));
        _nextBilling = told.StatementDate.AddDays(setup.CycleDays);
        if (setup.Payments is { } assumed && chance.Next(100) < assumed.PercentWhoPay)
        {
            _payments.Enqueue((
                setup.PaymentAt(told.StatementDate.AddDays(assumed.AfterDays)), told.StatementId));
        }
    }

    // Nothing is owed, so nothing is billed; what is not billed is not charged again either.
    private PostStatement? NextStatement(DateTimeOffset now)
    {
        var state = account.State;
        if (state.Balance.Current <= Money.Zero)
        {
            return null;
        }

        var date = _nextBilling!.Value;
        var due = date.AddDays(setup.Profile.Profile.DueDays);
        return new PostStatement(
            $"{Actor}-{date:yyyyMMdd}",
            setup.Profile.Profile.UsedFor is ProfileUse.Invoices ? StatementKind.Invoice : StatementKind.Statement,
            date,
            due,
            state.Balance.Current,
            new(state.Balance.Current, now),
            Profile: null,
            CardChargeDate: state.Details.Card is null ? null : due,
            Batch: null,
            BodyHash: Actor,
            Account: null,
            Actor);
    }

    private void Pay(string statement, DateTimeOffset now)
    {
        var owed = account.State.Balance.Current;
        if (owed <= Money.Zero)
        {
            return;
        }

        var amount = new Money(Math.Max(1, owed.Cents * setup.Payments!.PercentOfBalance / 100));
        var payment = new PostPosting(
            $"paid-{statement}", PostingType.Payment, amount, now, Reverses: null, BodyHash: Actor, Actor);
        account.Post(payment, now);
        _events.Add(new(now, null, payment, null));
    }
}

/// <summary>One thing that was told to an account: a statement with its answer, or a posting.</summary>
internal sealed record AccountEvent(
    DateTimeOffset At, PostStatement? Statement, PostPosting? Posting, StatementAnswer? Answer);
