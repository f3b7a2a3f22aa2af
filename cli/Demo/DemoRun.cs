using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using BalanceNotifications.Http;
using Spectre.Console;

namespace BalanceNotifications.Demo;

/// <summary>The demo from beginning to end, against a cluster with an empty database.</summary>
internal sealed class DemoRun(DemoSettings settings, ApiConnection api, TimeProvider time, IAnsiConsole console)
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="DemoFailedException">The figures do not add up, or nothing moves any more.</exception>
    public async Task<DemoTotals> RunAsync(CancellationToken cancellationToken)
    {
        var statements = await StatementFile.ReadAsync(settings.Statements, cancellationToken);
        var setup = new PracticeSetup(api);
        var batches = new List<Batch>();
        foreach (var practice in DemoPractice.All)
        {
            await setup.CreateAsync(practice, cancellationToken);
            batches.Add(await UploadAsync(practice, statements, cancellationToken));
            console.WriteLine($"{practice.Name}: {practice.Rows} statements uploaded");
        }

        var end = await DemoProgress.For(console).ShowAsync(
            statements.Rows, report => WatchAsync(batches, report, cancellationToken));
        SummaryTable.Write(console, end, settings);
        Check(end.Totals, statements.Rows);
        return end.Totals;
    }

    private async Task<Batch> UploadAsync(
        DemoPractice practice, StatementFile statements, CancellationToken cancellationToken)
    {
        using var csv = new StringContent(statements.RowsOf(practice, settings.Date), Encoding.UTF8);
        csv.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return await api.PostAsync<Batch>($"{practice.Path}/batches?kind=cycle&upload=true", csv, cancellationToken);
    }

    private async Task<DemoSnapshot> WatchAsync(
        IReadOnlyList<Batch> batches, Action<DemoTotals> report, CancellationToken cancellationToken)
    {
        var lastMove = time.GetTimestamp();
        DemoTotals? last = null;
        using var timer = new PeriodicTimer(PollEvery, time);
        do
        {
            var now = await LookAsync(batches, cancellationToken);
            report(now.Totals);
            if (now.IsFinished)
            {
                return now;
            }

            if (now.Totals != last)
            {
                (last, lastMove) = (now.Totals, time.GetTimestamp());
            }
            else if (time.GetElapsedTime(lastMove) > Patience)
            {
                throw new DemoFailedException($"nothing has moved for {Patience.TotalSeconds:0} seconds; it stands at {last}");
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));

        throw new OperationCanceledException(cancellationToken);
    }

    private async Task<DemoSnapshot> LookAsync(IReadOnlyList<Batch> batches, CancellationToken cancellationToken)
    {
        var current = new List<Batch>();
        var summaries = new List<Summary>();
        var anyDue = false;
        foreach (var (practice, batch) in DemoPractice.All.Zip(batches))
        {
            // The list before the summary: what is finished in the first is counted in the second.
            anyDue |= await AnyDueAsync(practice, cancellationToken);
            current.Add(await api.GetAsync<Batch>($"{practice.Path}/batches/{batch.Id}", cancellationToken));
            summaries.Add(await api.GetAsync<Summary>($"{practice.Path}/notifications/summary", cancellationToken));
        }

        return new DemoSnapshot(current, summaries, anyDue);
    }

    private async Task<bool> AnyDueAsync(DemoPractice practice, CancellationToken cancellationToken)
    {
        var now = (time.GetUtcNow() + settings.ClockOffset).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var due = await api.GetAsync<Page>(
            $"{practice.Path}/notifications?status=scheduled&status=deferred&status=sending&to={now}&limit=1",
            cancellationToken);
        return due.Items.Count > 0;
    }

    private void Check(DemoTotals totals, int rows)
    {
        if (totals.Rows != rows || !totals.AddUp)
        {
            throw new DemoFailedException($"the figures do not add up: {rows} rows in the file, but {totals}");
        }

        settings.Outbox.Refresh();
        var files = settings.Outbox.Exists ? settings.Outbox.EnumerateFiles("*", SearchOption.AllDirectories).Count() : 0;
        if (files != totals.Sent)
        {
            throw new DemoFailedException($"{totals.Sent} notifications are sent, but the outbox holds {files} files.");
        }
    }
}
