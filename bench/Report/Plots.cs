using BalanceNotifications.Bench.Compare;
using ScottPlot;

namespace BalanceNotifications.Bench.Report;

/// <summary>The plots of RESULTS.md, as SVG.</summary>
internal static class Plots
{
    private const int Width = 900;
    private const int Height = 420;

    public static void Write(string folder, EngineOutcome outcome)
    {
        var names = outcome.Contests.Select(contest => $"{contest.Name}\n{(contest.Smtp ? "SMTP" : "no-op")}").ToArray();
        Bars(Path.Combine(folder, "rate.svg"), "Notifications a second", names,
            [.. outcome.Contests.Select(contest => contest.Rate)]);
        Bars(Path.Combine(folder, "cpu.svg"), "Microseconds of CPU for one, all processes", names,
            [.. outcome.Contests.Select(contest => contest.Cpu)]);
        Bars(Path.Combine(folder, "scale.svg"), "Microseconds of CPU for one, by reminders that stand idle",
            [.. outcome.Scale.Select(at => $"{at.Scheduled:N0}")], [.. outcome.Scale.Select(at => at.Contest.Cpu)]);
    }

    private static void Bars(string file, string title, string[] names, double[] values)
    {
        using var plot = new Plot();
        var bars = plot.Add.Bars(values);
        foreach (var bar in bars.Bars)
        {
            bar.Label = $"{bar.Value:N0}";
        }

        plot.Title(title);
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, names.Length).Select(index => (double)index)], names);
        plot.Axes.Margins(bottom: 0, top: 0.15);
        plot.SaveSvg(file, Width, Height);
    }
}
