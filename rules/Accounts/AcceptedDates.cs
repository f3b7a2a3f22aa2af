namespace BalanceNotifications.Accounts;

/// <summary>
/// The dates we take: what the ledger remembers, and what partitions exist for. An older date could be a repeat that
/// cannot be told; a later one has no place yet.
/// </summary>
public static class AcceptedDates
{
    public const int DaysBack = 400;
    public const int DaysAhead = 730;

    public static bool IsTooOld(DateOnly date, DateOnly today) => date < today.AddDays(-DaysBack);

    public static bool IsTooFar(DateOnly date, DateOnly today) => date > today.AddDays(DaysAhead);
}
