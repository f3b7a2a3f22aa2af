using System.Globalization;
using Spectre.Console;

namespace BalanceNotifications.Demo;

/// <summary>What became of the notifications, by practice and status, and where to look at them.</summary>
internal static class SummaryTable
{
    public static void Write(IAnsiConsole console, DemoSnapshot end, DemoSettings settings)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Practice", "Status");
        table.AddColumn("Count", column => column.RightAligned());
        table.AddColumn("Percent", column => column.RightAligned());
        foreach (var (practice, summary) in DemoPractice.All.Zip(end.Summaries))
        {
            foreach (var item in summary.Items.Where(item => item.Count > 0))
            {
                table.AddRow(
                    Markup.Escape(practice.Name),
                    Markup.Escape(item.Label),
                    item.Count.ToString(CultureInfo.InvariantCulture),
                    string.Create(CultureInfo.InvariantCulture, $"{item.Percent:0.0} %"));
            }
        }

        console.Write(table);
        console.WriteLine($"outbox         {settings.Outbox.FullName}");
        if (settings.StaysUp)
        {
            console.WriteLine($"documentation  {settings.Url}docs");
            foreach (var (practice, batch) in DemoPractice.All.Zip(end.Batches))
            {
                console.WriteLine($"notifications  {settings.Url}v1/practices/{practice.Slug}/notifications");
                console.WriteLine($"rejected rows  {settings.Url}v1/practices/{practice.Slug}/batches/{batch.Id}/rows?state=rejected");
            }

            console.WriteLine("key            .data/secrets/dev-key (send it as Authorization: Bearer …)");
            console.WriteLine("stop           ./bn down");
        }
    }
}
