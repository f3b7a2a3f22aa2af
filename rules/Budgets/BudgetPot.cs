namespace BalanceNotifications.Budgets;

/// <summary>What was taken of a budget, by all silos and practices together.</summary>
/// <param name="Slot">Which slot <paramref name="SlotUsed"/> counts, by its end; a later slot has used nothing.</param>
public sealed record BudgetPot(long Slot, int SlotUsed, DateOnly Day, int DayUsed)
{
    public static BudgetPot Empty { get; } = new(0, 0, DateOnly.MinValue, 0);

    /// <summary>
    /// Whether it counts a later slot or day already, or a slot of another length that is not over: whoever asks now
    /// has waited too long or has a clock behind, and would begin anew what others have used.
    /// </summary>
    public bool IsAheadOf(Budget budget, DateTimeOffset now) =>
        Day > budget.DayAt(now)
        || (Slot != budget.SlotAt(now) && Slot > budget.SlotAt(now) - budget.SlotLength.Ticks);

    /// <summary>Never for one that it is ahead of.</summary>
    public BudgetPot At(long slot, DateOnly day) =>
        new(slot, slot == Slot ? SlotUsed : 0, day, day == Day ? DayUsed : 0);
}

/// <summary>The same for one practice, and whether it contends: it was refused, within the last minute.</summary>
/// <param name="WaitingSince">When it was first refused, or last served while it contended; null when it was not.</param>
/// <param name="WaitingUntil">When it contends no longer, should it not come back.</param>
public sealed record BudgetShare(
    BudgetPot Used, DateTimeOffset? WaitingSince = null, DateTimeOffset? WaitingUntil = null)
{
    public static BudgetShare None { get; } = new(BudgetPot.Empty);
}

/// <summary>The other practices that share a budget.</summary>
/// <param name="Waiting">Contend for it.</param>
/// <param name="WaitingLonger">Of these, those that have waited longer than the one that asks.</param>
/// <param name="Today">Got something today.</param>
public sealed record BudgetOthers(int Waiting, int WaitingLonger, int Today);

/// <summary>What stands when a silo asks for a practice.</summary>
public sealed record BudgetView(BudgetPot Pot, BudgetShare Share, BudgetOthers Others);

/// <summary>What a silo gets for a practice.</summary>
/// <param name="Tokens">0: nothing, or not enough.</param>
/// <param name="Until">To be used before; when nothing was given, when it is worth asking again.</param>
/// <param name="SharePerSlot">What the practice can count on in a slot while others wait as they do.</param>
public sealed record BudgetGrant(BudgetPot Pot, BudgetShare Share, int Tokens, DateTimeOffset Until, int SharePerSlot);
