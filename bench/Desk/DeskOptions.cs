using System.Globalization;

namespace BalanceNotifications.Bench.Desk;

/// <summary>How large the runs are.</summary>
/// <param name="Rows">Of the batch on the paced engine.</param>
/// <param name="StockRows">Of the same on AdoNet: a rate needs no more than a minute.</param>
/// <param name="History">Of <c>notification</c>, for lists and summaries.</param>
/// <param name="Requests">Of each kind of page, by each way.</param>
internal sealed record DeskOptions(bool Quick, int Rows, int StockRows, long History, int Requests)
{
    private static readonly DeskOptions Whole = new(false, 1_000_000, 50_000, 10_000_000, 2_000);

    private static readonly DeskOptions Smoke = new(true, 10_000, 1_000, 100_000, 200);

    /// <exception cref="ArgumentException">There is no such option.</exception>
    public static DeskOptions Parse(string[] args) => Parse(
        args.Contains("--quick") ? Smoke : Whole, [.. args.Where(arg => arg != "--quick")]);

    private static DeskOptions Parse(DeskOptions so, string[] args) => args switch
    {
        [] => so,
        ["--rows", var count, .. var more] => Parse(
            so with { Rows = Number(count), StockRows = Math.Min(so.StockRows, Number(count)) }, more),
        ["--history", var count, .. var more] => Parse(so with { History = Number(count) }, more),
        _ => throw new ArgumentException("Options are --quick, --rows <n> and --history <n>."),
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
