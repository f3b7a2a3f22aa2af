namespace BalanceNotifications.Bench.Desk;

/// <param name="Rows">Of <c>notification</c>, all practices together.</param>
/// <param name="Gigabytes">What table and indexes take.</param>
internal sealed record HistoryResult(long Rows, int Requests, double SeedSeconds, double Gigabytes, IReadOnlyList<PageTime> Pages);

/// <summary>How long one kind of page takes, in milliseconds.</summary>
/// <param name="Name">As figures call it.</param>
internal sealed record PageTime(string Name, double ApiP50, double ApiP99, double SqlP50, double SqlP99)
{
    /// <summary>How many times as long as the same SQL by hand, at the 99th percentile.</summary>
    public double Ratio => ApiP99 / SqlP99;
}
