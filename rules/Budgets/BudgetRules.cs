using BalanceNotifications.Cadence;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Budgets;

/// <summary>
/// How a budget is shared: exactly by all that ask, and fairly by practice. What is taken under the pot's lock by these
/// rules never exceeds the budget, whatever silos do with it or die with.
/// </summary>
public static class BudgetRules
{
    /// <summary>Of a day, one part in so many is kept for practices that have not had their equal share of it yet.</summary>
    private const int DayReserve = 10;

    // Until then: what nobody came for must not be lost.
    private static readonly TimeOnly ReserveEnds = new(18, 0);

    private static readonly TimeSpan WaitingLasts = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestQueue = TimeSpan.FromHours(1);

    /// <param name="cost">At least 1. One larger than a whole slot takes a whole slot.</param>
    /// <param name="unused">Of today, taken by the asking silo for a slot that is over, and not used.</param>
    public static BudgetGrant Grant(Budget budget, BudgetView view, int cost, int unused, DateTimeOffset now)
    {
        var (slot, day) = (budget.SlotAt(now), budget.DayAt(now));
        if (view.Pot.IsAheadOf(budget, now))
        {
            return NoneFor(budget, view, unused, now);
        }

        var pot = Return(view.Pot.At(slot, day), unused);
        var used = Return(view.Share.Used.At(slot, day), unused);
        var tokens = budget.TokensOfSlot;
        var need = Math.Min(cost, tokens);
        var (inSlot, inDay) = (tokens - pot.SlotUsed, RoomInDay(budget, pot, used, view.Others, now));
        var share = Math.Max(1, tokens / (view.Others.Waiting + 1));
        // More wait than there are tokens: those that have waited longest take what is left.
        var isItsTurn = view.Others.Waiting < tokens || view.Others.WaitingLonger < inSlot;
        var fits = isItsTurn && need <= Math.Min(inSlot, inDay)
            && (need <= share - used.SlotUsed || used.SlotUsed == 0);
        if (!fits)
        {
            var again = need <= inDay ? budget.EndOfSlot(now) : DayOpens(budget, pot, need, now);
            return new(pot, Wait(view.Share with { Used = used }, again, now), 0, again, share);
        }

        var most = Math.Min(Math.Min(inSlot, inDay), Math.Max(share - used.SlotUsed, need));
        var given = Math.Min(most, Math.Max(need, budget.Chunk));
        var end = budget.EndOfSlot(now) < budget.EndOfDay(now) ? budget.EndOfSlot(now) : budget.EndOfDay(now);
        return new(Take(pot, given), Serve(view.Share, Take(used, given), now), given, end, share);
    }

    // Nothing goes back in time: neither the slot nor the day, nor what is left of a day that is over.
    private static BudgetGrant NoneFor(Budget budget, BudgetView view, int unused, DateTimeOffset now)
    {
        var left = view.Pot.Day == budget.DayAt(now) ? unused : 0;
        var used = view.Share.Used.Day == view.Pot.Day ? Return(view.Share.Used, left) : view.Share.Used;
        var share = Math.Max(1, budget.TokensOfSlot / (view.Others.Waiting + 1));
        return new(Return(view.Pot, left), view.Share with { Used = used }, Tokens: 0, budget.EndOfSlot(now), share);
    }

    /// <summary>
    /// When one that got nothing asks again: behind those that were refused before it, at the pace at which its practice
    /// is served; an hour ahead at most.
    /// </summary>
    /// <param name="tail">When the last one before it asks.</param>
    /// <param name="opens">When there may be something again.</param>
    public static DateTimeOffset AskAgainAt(
        Budget budget, DateTimeOffset tail, DateTimeOffset opens, Guid notification, DateTimeOffset now)
    {
        var first = tail > opens ? tail : opens;
        var last = (opens > now ? opens : now) + LongestQueue;
        var draw = Spread.Of(notification, (int)budget.SlotAt(now));
        return first < last ? first + (budget.SlotLength * draw) : last - (LongestQueue * draw / 2);
    }

    // A practice with 60,000 due would else use up the day before one with ten has asked.
    private static int RoomInDay(
        Budget budget, BudgetPot pot, BudgetPot used, BudgetOthers others, DateTimeOffset now)
    {
        if (budget.PerDay is not { } limit)
        {
            return int.MaxValue;
        }

        var left = limit - pot.DayUsed;
        var open = now < EndOfReserve(budget, now) ? left - (limit / DayReserve) : left;
        // With one more: the next to come has its part as well.
        var own = (limit / (others.Today + 2)) - used.DayUsed;
        return Math.Min(left, Math.Max(open, own));
    }

    private static DateTimeOffset DayOpens(Budget budget, BudgetPot pot, int need, DateTimeOffset now) =>
        now < EndOfReserve(budget, now) && need <= budget.PerDay - pot.DayUsed
            ? EndOfReserve(budget, now)
            : budget.EndOfDay(now);

    private static DateTimeOffset EndOfReserve(Budget budget, DateTimeOffset now) =>
        LocalTime.Resolve(budget.DayAt(now), ReserveEnds, budget.Zone);

    // Whoever was refused lately keeps its part for the minute, and goes to the end of those that wait.
    private static BudgetShare Serve(BudgetShare share, BudgetPot used, DateTimeOffset now) =>
        share.WaitingUntil > now ? new(used, now, now + WaitingLasts) : new(used);

    private static BudgetShare Wait(BudgetShare share, DateTimeOffset until, DateTimeOffset now) => share with
    {
        WaitingSince = share.WaitingUntil > now ? share.WaitingSince : now,
        WaitingUntil = (until - now < WaitingLasts ? until : now) + WaitingLasts,
    };

    private static BudgetPot Return(BudgetPot pot, int unused) =>
        pot with { DayUsed = Math.Max(0, pot.DayUsed - unused) };

    private static BudgetPot Take(BudgetPot pot, int tokens) =>
        pot with { SlotUsed = pot.SlotUsed + tokens, DayUsed = pot.DayUsed + tokens };
}
