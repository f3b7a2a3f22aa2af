namespace BalanceNotifications;

/// <summary>Where a command comes from.</summary>
/// <param name="Actor">The caller's key.</param>
/// <param name="Now">When it came; what "too old" and "in the future" are measured from.</param>
/// <param name="Batch">The upload it is part of; null for a request of its own.</param>
internal sealed record RequestOrigin(string Actor, DateTimeOffset Now, Guid? Batch = null)
{
    // Clocks of other systems are wrong, and a day ends late in the west.
    private static readonly TimeSpan Tolerance = TimeSpan.FromDays(1);

    public DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    public bool IsInTheFuture(DateTimeOffset instant) => instant > Now + Tolerance;
}
