namespace BalanceNotifications.Bench.Fire;

/// <summary>What became of a run.</summary>
/// <param name="Rate">
/// A second, from the instant they were due until 99 % were recorded as sent: a last few that come back with a retry's
/// minute make no pace, neither ours nor a peer's.
/// </param>
/// <param name="Lost">Due, and not both recorded and with the recipient.</param>
/// <param name="Twice">With the recipient more than once.</param>
/// <param name="SmallP99">Lateness of the small practices' in seconds; null without any.</param>
/// <param name="SiloCpu">Microseconds a notification.</param>
internal sealed record FireResult(
    string Engine,
    bool Smtp,
    int Accounts,
    double Rate,
    double P50,
    double P99,
    double? SmallP99,
    long Lost,
    long Twice,
    double SiloCpu,
    double PostgresCpu,
    double SinkCpu,
    long PeakRssMb,
    bool TimedOut)
{
    /// <summary>A second, until the last one.</summary>
    public double RateOfAll { get; init; }

    /// <summary>Of the due index, with its indexes, for each reminder that stands idle in it; null where none do.</summary>
    public double? DiskBytesPerIdle { get; init; }

    /// <param name="sent">How many were.</param>
    /// <param name="late">Seconds until that share of them was.</param>
    public static double RateOf(long sent, double share, double late) => late > 0 ? sent * share / late : 0;
}
