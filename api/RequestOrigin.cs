namespace BalanceNotifications;

/// <summary>Where a command comes from.</summary>
/// <param name="Actor">The caller's key.</param>
/// <param name="Now">When it came; what "too old" and "in the future" are measured from.</param>
/// <param name="Batch">The upload it is part of; null for a request of its own.</param>
internal sealed record RequestOrigin(string Actor, DateTimeOffset Now, Guid? Batch = null)
{
    // Clocks of other systems are wrong, and a day ends late in the west.
    private static readonly TimeSpan Tolerance = TimeSpan.FromDays(1);

    /// <summary>
    /// The upload's, whose rows wait. Null for a request of its own: it counts from when its account takes it, so that
    /// clocks of two processes that differ cannot put a payment before the statement that was answered before it.
    /// </summary>
    public DateTimeOffset? ReceivedAt => Batch is null ? null : Now;

    public DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    public bool IsInTheFuture(DateTimeOffset instant) => instant > Now + Tolerance;
}
