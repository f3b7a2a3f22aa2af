namespace PacedEngine.Reminders;

/// <summary>
/// Whose turn it is while more is due than can be taken: every tenant with something due gets the same share, and the
/// turns go on where they stopped. One with a million overdue holds nobody up.
/// </summary>
internal sealed class TenantTurns(DueIndex index, TimeProvider clock)
{
    private const int MostTenants = 500;

    // A tenant that becomes due in the meantime waits so long for its first turn. The walk touches every tenant.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    private IReadOnlyList<string> _tenants = [];
    private string _walkedTo = "";
    private int _next;
    private long _readAt;

    /// <summary>The next ones in turn, at most <paramref name="most"/>. Empty when nothing is due.</summary>
    public async Task<IReadOnlyList<string>> NextAsync(int most, CancellationToken cancellationToken)
    {
        if (_tenants.Count == 0 || clock.GetElapsedTime(_readAt) >= Lifetime)
        {
            _tenants = await WalkAsync(cancellationToken);
            _readAt = clock.GetTimestamp();
            _next = 0;
        }

        if (_tenants.Count <= most)
        {
            return _tenants;
        }

        var turn = Enumerable.Range(_next, most).Select(place => _tenants[place % _tenants.Count]).ToArray();
        _next = (_next + most) % _tenants.Count;
        return turn;
    }

    /// <summary>Forgets who is due: there was nothing to take.</summary>
    public void Reset() => _tenants = [];

    private async Task<IReadOnlyList<string>> WalkAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ahead = await index.DueTenantsAsync(now, _walkedTo, MostTenants, cancellationToken);
        if (ahead.Count < MostTenants && _walkedTo.Length > 0)
        {
            var before = await index.DueTenantsAsync(now, "", MostTenants - ahead.Count, cancellationToken);
            ahead = [.. ahead, .. before.Where(tenant => string.CompareOrdinal(tenant, _walkedTo) <= 0)];
        }

        _walkedTo = ahead.Count > 0 ? ahead[^1] : "";
        return ahead;
    }
}
