using System.Diagnostics.CodeAnalysis;

namespace BalanceNotifications.Budgets;

/// <summary>
/// What this silo holds of one budget for one practice: a chunk at a time, so that the pot is not asked for every
/// message. What is left in it when its slot ends, or when the silo dies, is lost.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Tokens may be given back after the silo has ended.")]
internal sealed class Purse(Budget budget, int practice, BudgetStore store, TimeProvider clock)
{
    // One asks the pot at a time; the others find what it brought.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private int _tokens;
    private DateTimeOffset _validUntil;

    // What a slot that is over left of its day: the pot is told when it is asked next.
    private int _unused;
    private DateOnly _day;
    private DateTimeOffset _shutUntil;
    private DateTimeOffset _tail;
    private int _sharePerSlot = 1;

    /// <summary>When to ask again, where it is known that there is nothing; null where the pot has to be asked.</summary>
    public DateTimeOffset? KnownNone(Guid notification, int cost)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            return _shutUntil > now ? Queue(notification, cost, now) : null;
        }
    }

    /// <returns>Null when it got what it needs; else when to ask again.</returns>
    public async Task<DateTimeOffset?> TakeAsync(Guid notification, int cost, CancellationToken cancellationToken)
    {
        // A message larger than a slot takes a whole one: nobody could ever send it otherwise.
        var need = Math.Min(cost, budget.TokensOfSlot);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (KnownNone(notification, need) is { } until)
            {
                return until;
            }

            if (TryTake(need, out var missing))
            {
                return null;
            }

            var (unused, asked) = (0, clock.GetUtcNow());
            var grant = await store.TakeAsync(budget, practice, Decide, cancellationToken);
            return Put(grant, unused, notification, need, asked);

            BudgetGrant Decide(BudgetView view, DateTimeOffset now)
            {
                (unused, asked) = (Unused(now), now);
                return BudgetRules.Grant(budget, view, missing, unused, now);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The attempt did not happen.</summary>
    /// <param name="validUntil">As <see cref="ValidUntil"/> was: tokens of a slot that is over are worth nothing.</param>
    public void GiveBack(int cost, DateTimeOffset validUntil)
    {
        lock (_gate)
        {
            if (validUntil == _validUntil)
            {
                _tokens += Math.Min(cost, budget.TokensOfSlot);
                _shutUntil = DateTimeOffset.MinValue;
            }
        }
    }

    /// <summary>Of what it holds.</summary>
    public DateTimeOffset ValidUntil
    {
        get
        {
            lock (_gate)
            {
                return _validUntil;
            }
        }
    }

    private bool TryTake(int need, out int missing)
    {
        lock (_gate)
        {
            if (clock.GetUtcNow() >= _validUntil)
            {
                (_unused, _tokens) = (_unused + _tokens, 0);
            }

            missing = Math.Max(0, need - _tokens);
            _tokens -= missing == 0 ? need : 0;
            return missing == 0;
        }
    }

    private int Unused(DateTimeOffset now)
    {
        lock (_gate)
        {
            return _day == budget.DayAt(now) ? _unused : 0;
        }
    }

    private DateTimeOffset? Put(BudgetGrant grant, int returned, Guid notification, int need, DateTimeOffset asked)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            (_unused, _day) = (_day == budget.DayAt(asked) ? _unused - returned : 0, budget.DayAt(asked));
            _sharePerSlot = grant.SharePerSlot;
            if (grant.Tokens == 0)
            {
                _shutUntil = grant.Until;
                return Queue(notification, need, now);
            }

            if (grant.Until != _validUntil)
            {
                (_unused, _tokens, _validUntil) = (_unused + _tokens, 0, grant.Until);
            }

            _tokens += grant.Tokens;
            // The slot may have ended while the database was asked.
            if (_tokens < need || now >= _validUntil)
            {
                return Queue(notification, need, now);
            }

            _tokens -= need;
            return null;
        }
    }

    private DateTimeOffset Queue(Guid notification, int cost, DateTimeOffset now)
    {
        var opens = _shutUntil > now ? _shutUntil : budget.EndOfSlot(now);
        var again = BudgetRules.AskAgainAt(budget, _tail, opens, notification, now);
        _tail = BudgetRules.Join(budget, _tail, opens, cost, _sharePerSlot);
        return again;
    }
}
