using System.Collections.Concurrent;

namespace PacedEngine.Reminders;

/// <summary>
/// What this silo is delivering. A grain that registers or unregisters during its tick has settled the row itself, and
/// the end of the delivery need not.
/// </summary>
internal sealed class InFlight
{
    private readonly ConcurrentDictionary<ReminderKey, Claim> _claims = new();

    public int Count => _claims.Count;

    public void Begin(Claim claim) => _claims[claim.Row.Key] = claim;

    /// <summary>What the index is known to hold, without asking it. Null when it is not.</summary>
    public DueRow? Find(ReminderKey key) => _claims.TryGetValue(key, out var claim) ? claim.Row : null;

    /// <summary>The grain has written the row.</summary>
    public void Settled(ReminderKey key) => _claims.TryRemove(key, out _);

    /// <returns>False when the grain has written the row since.</returns>
    public bool End(Claim claim) => _claims.TryRemove(new(claim.Row.Key, claim));
}
