using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BalanceNotifications.Budgets;

/// <summary>
/// What this silo holds of one budget for one practice: a chunk at a time, so that the pot is not asked for every
/// message. What is left in it when its slot ends, or when the silo dies, is lost.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Tokens may be given back after the silo has ended.")]
internal sealed partial class Purse(
    Budget budget, int practice, BudgetStore store, TimeProvider clock, ILogger logger)
{
    // A tick has 6 s to its intent, and other budgets to ask.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // The next that asks would only wait as long.
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(5);

    // One asks the pot at a time; the others find what it brought.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private readonly PurseQueue _queue = new();
    private int _tokens;
    private DateTimeOffset _validUntil;

    // What slots that are over left of their day: the pot is told when it is asked next.
    private int _unused;
    private DateOnly _day;
    private DateTimeOffset _shutUntil;
    private int _sharePerSlot = 1;

    /// <summary>When to ask again, where it is known that there is nothing; null where the pot has to be asked.</summary>
    public DateTimeOffset? KnownNone(Guid? notification, int cost)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            return _shutUntil > now ? Queue(notification, cost, now) : null;
        }
    }

    /// <param name="notification">Null for what does not come again: it stands in nobody's way.</param>
    /// <returns>Null when it got what it needs; else when to ask again, also where the database cannot say.</returns>
    public async Task<DateTimeOffset?> TakeAsync(Guid? notification, int cost, CancellationToken cancellationToken)
    {
        // A message larger than a slot takes a whole one: nobody could ever send it otherwise.
        var need = Math.Min(cost, budget.TokensOfSlot);
        if (!await _turn.WaitAsync(Patience, cancellationToken))
        {
            return Later(notification, need);
        }

        try
        {
            if (KnownNone(notification, need) is { } until)
            {
                return until;
            }

            return TryTake(need, out var missing)
                ? null
                : await AskAsync(notification, need, missing, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The attempt did not happen.</summary>
    /// <param name="validUntil">As <see cref="ValidUntil"/> was: of a slot that is over, only its day gets them back.</param>
    public void GiveBack(int cost, DateTimeOffset validUntil)
    {
        lock (_gate)
        {
            var tokens = Math.Min(cost, budget.TokensOfSlot);
            if (validUntil == _validUntil)
            {
                _tokens += tokens;
                _shutUntil = DateTimeOffset.MinValue;
            }
            else
            {
                Leave(tokens, validUntil);
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
                Leave(_tokens, _validUntil);
                _tokens = 0;
            }

            missing = Math.Max(0, need - _tokens);
            _tokens -= missing == 0 ? need : 0;
            return missing == 0;
        }
    }

    private async Task<DateTimeOffset?> AskAsync(
        Guid? notification, int need, int missing, CancellationToken cancellationToken)
    {
        var unused = 0;
        try
        {
            return Put(await store.TakeAsync(budget, practice, Decide, cancellationToken), notification, need);
        }
        catch (NpgsqlException e)
        {
            // Where nobody knows whether it was returned, it is lost: returned twice, it would be sent twice.
            LogNotAsked(e.SqlState);
            ShutFor(AfterTrouble, e is PostgresException ? unused : 0);
            return Later(notification, need);
        }

        BudgetGrant Decide(BudgetView view, DateTimeOffset now)
        {
            unused = TakeUnused(now);
            return BudgetRules.Grant(budget, view, missing, unused, now);
        }
    }

    // A day that is over gets nothing back. What is held is never held beyond its day.
    private void Leave(int tokens, DateTimeOffset validUntil) =>
        _unused += tokens > 0 && budget.DayAt(validUntil.AddTicks(-1)) == _day ? tokens : 0;

    private int TakeUnused(DateTimeOffset now)
    {
        lock (_gate)
        {
            var unused = _day == budget.DayAt(now) ? _unused : 0;
            (_unused, _day) = (0, budget.DayAt(now));
            return unused;
        }
    }

    private void ShutFor(TimeSpan time, int unused)
    {
        lock (_gate)
        {
            (_unused, _shutUntil) = (_unused + unused, clock.GetUtcNow() + time);
        }
    }

    private DateTimeOffset Later(Guid? notification, int cost)
    {
        lock (_gate)
        {
            return Queue(notification, cost, clock.GetUtcNow());
        }
    }

    private DateTimeOffset? Put(BudgetGrant grant, Guid? notification, int need)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            _sharePerSlot = grant.SharePerSlot;
            if (grant.Tokens == 0)
            {
                _shutUntil = grant.Until;
                return Queue(notification, need, now);
            }

            if (grant.Until != _validUntil)
            {
                Leave(_tokens, _validUntil);
                (_tokens, _validUntil) = (0, grant.Until);
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

    private DateTimeOffset Queue(Guid? notification, int cost, DateTimeOffset now)
    {
        var opens = _shutUntil > now ? _shutUntil : budget.EndOfSlot(now);
        return notification is { } id ? _queue.Join(budget, id, cost, _sharePerSlot, opens, now) : opens;
    }

    [LoggerMessage(LogLevel.Warning, "A budget could not be asked, and what needs it waits: database error {SqlState}")]
    private partial void LogNotAsked(string? sqlState);
}
