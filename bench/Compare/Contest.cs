using System.Globalization;
using BalanceNotifications.Bench.Fire;

namespace BalanceNotifications.Bench.Compare;

/// <summary>One competitor by one way out, as often as it ran.</summary>
/// <param name="Name">As the table shows it.</param>
internal sealed record Contest(string Name, bool Smtp, IReadOnlyList<FireResult> Runs)
{
    /// <summary>A second; the median of the runs, 0 when none came to an end.</summary>
    public double Rate => Median(run => run.Rate);

    /// <summary>Microseconds of all processes for one, the sink's too.</summary>
    public double Cpu => Median(run => run.SiloCpu + run.PostgresCpu + run.SinkCpu);

    public long Lost => Runs.Sum(run => run.Lost);

    public long Twice => Runs.Sum(run => run.Twice);

    /// <summary>Every run ended in time, with nothing lost and nothing twice.</summary>
    public bool Correct => Runs.Count > 0 && Runs.All(run => run is { Lost: 0, Twice: 0, TimedOut: false });

    /// <summary>Null when none came to a result.</summary>
    public FireResult? Last => Runs is [.., var last] ? last : null;

    public static async Task<Contest> FireAsync(
        string name, string engine, bool smtp, int accounts, int times, params string[] settings)
    {
        string[] args =
            ["fire", engine, smtp ? "smtp" : "noop", accounts.ToString(CultureInfo.InvariantCulture), .. settings];
        return await RunAsync(name, smtp, times, args);
    }

    public static Task<Contest> PeerAsync(string name, int jobs, int times) =>
        RunAsync(name, smtp: false, times, "peer", name, jobs.ToString(CultureInfo.InvariantCulture));

    public double Median(Func<FireResult, double> of)
    {
        var values = Runs.Select(of).Order().ToArray();
        return values.Length == 0 ? 0 : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    private static async Task<Contest> RunAsync(string name, bool smtp, int times, params string[] args)
    {
        var runs = new List<FireResult>();
        for (var run = 0; run < times; run++)
        {
            if (await Child.RunAsync<FireResult>(args) is { } result)
            {
                runs.Add(result);
            }
        }

        return new(name, smtp, runs);
    }
}
