namespace BalanceNotifications.Budgets;

/// <summary>
/// When those ask again for whom one purse had nothing: behind one another. Whose time has come stands in it no longer:
/// it leaves, or joins again, and is never counted twice.
/// </summary>
internal sealed class PurseQueue
{
    // What each needs, by when it asks.
    private readonly PriorityQueue<int, DateTimeOffset> _waiting = new();
    private long _needed;

    /// <returns>When it asks again.</returns>
    /// <param name="sharePerSlot">What its practice can count on in a slot.</param>
    /// <param name="opens">When there may be something again.</param>
    public DateTimeOffset Join(
        Budget budget, Guid notification, int cost, int sharePerSlot, DateTimeOffset opens, DateTimeOffset now)
    {
        while (_waiting.TryPeek(out var need, out var at) && at <= now)
        {
            _waiting.Dequeue();
            _needed -= need;
        }

        // One that needs more than its practice's part takes one slot all the same.
        var slotsBefore = Math.Min(_waiting.Count, (double)_needed / sharePerSlot);
        var tail = opens + (budget.SlotLength * slotsBefore);
        var again = BudgetRules.AskAgainAt(budget, tail, opens, notification, now);
        _waiting.Enqueue(cost, again);
        _needed += cost;
        return again;
    }
}
