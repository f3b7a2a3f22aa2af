using System.Globalization;
using BalanceNotifications.Http;

namespace BalanceNotifications.Demo;

/// <summary>The figures of the demo's last line, over both practices.</summary>
/// <param name="Rows">In the file.</param>
/// <param name="Accepted">Statements taken.</param>
/// <param name="Rejected">Rows refused.</param>
/// <param name="Sent">Notifications sent or delivered.</param>
/// <param name="WillNotSend">Decided against, with a reason.</param>
/// <param name="Planned">Still to come.</param>
/// <param name="Failed">Everything else.</param>
internal sealed record DemoTotals(
    int Rows, int Accepted, int Rejected, int Sent, int WillNotSend, int Planned, int Failed)
{
    /// <summary>Every accepted statement plans exactly one notification, and none is lost on its way.</summary>
    public bool AddUp => Rows == Accepted + Rejected && Accepted == Sent + WillNotSend + Planned && Failed == 0;

    public static DemoTotals Of(IReadOnlyCollection<Batch> batches, IEnumerable<Summary> summaries)
    {
        var byStatus = summaries
            .SelectMany(summary => summary.Items)
            .ToLookup(item => item.Status, item => item.Count);
        var sent = Count("sent", "delivered");
        var willNotSend = Count("willNotSend");
        var planned = Count("scheduled", "deferred", "sending");
        return new DemoTotals(
            batches.Sum(batch => batch.Rows),
            batches.Sum(batch => batch.Accepted),
            batches.Sum(batch => batch.Rejected),
            sent,
            willNotSend,
            planned,
            byStatus.Sum(status => status.Sum()) - sent - willNotSend - planned);

        int Count(params ReadOnlySpan<string> statuses)
        {
            var sum = 0;
            foreach (var status in statuses)
            {
                sum += byStatus[status].Sum();
            }

            return sum;
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"demo: {Rows} rows, {Accepted} accepted, {Rejected} rejected, {Sent} sent, {WillNotSend} will not send, {Planned} planned, {Failed} failed");
}
