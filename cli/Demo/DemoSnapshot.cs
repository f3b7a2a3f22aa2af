using BalanceNotifications.Http;

namespace BalanceNotifications.Demo;

/// <summary>Where everything stands at one moment.</summary>
/// <param name="Batches">One for each practice, in the order of <see cref="DemoPractice.All"/>.</param>
/// <param name="Summaries">Likewise.</param>
/// <param name="AnyDue">Whether a notification whose time has come is not finished.</param>
internal sealed record DemoSnapshot(IReadOnlyList<Batch> Batches, IReadOnlyList<Summary> Summaries, bool AnyDue)
{
    public DemoTotals Totals { get; } = DemoTotals.Of(Batches, Summaries);

    /// <summary>History follows the accounts by a moment, so the totals are waited for, too.</summary>
    public bool IsFinished =>
        !AnyDue && Batches.All(batch => batch.IsFinished)
        && Totals.Accepted == Totals.Sent + Totals.WillNotSend + Totals.Planned + Totals.Failed;
}
