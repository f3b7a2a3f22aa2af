using BalanceNotifications.Bench.Report;

namespace BalanceNotifications.Bench;

public sealed class ResultsFileTests
{
    private const string Written = """
        # Known shortfalls

        - `rows_per_s` at 900: two cores.

        """;

    [Fact]
    public void A_bench_replaces_its_own_part_and_keeps_the_others()
    {
        var first = ResultsFile.Replace(ResultsFile.Replace(Written, "engine", "# Engine 1\n"), "desk", "# Desk 1\n");

        var again = ResultsFile.Replace(first, "engine", "# Engine 2");

        Assert.Equal(first.Replace("Engine 1", "Engine 2", StringComparison.Ordinal), again);
        Assert.StartsWith(Written.TrimEnd(), again, StringComparison.Ordinal);
        Assert.Contains("# Desk 1", again, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5000.0, true, false)]
    [InlineData(900.0, false, true)]
    [InlineData(899.0, false, false)]
    [InlineData(null, false, false)]
    public void A_known_shortfall_excuses_a_figure_down_to_its_bound_and_no_further(double? value, bool met, bool excused)
    {
        var goal = new Goal("rows_per_s", value, 5000, AtLeast: true);

        Assert.Equal(met, goal.Met);
        Assert.Equal(excused, goal.IsExcused(Shortfalls.Parse(Written)));
    }

    [Theory]
    [InlineData("- `silo_mb` at 700: caches of a million accounts.", 600, true)]
    [InlineData("- `silo_mb` at 700: caches of a million accounts.", 701, false)]
    [InlineData("- `silo_mb` at 700:", 600, false)] // nobody says why
    [InlineData("- `api_mb` at 700: another figure.", 600, false)]
    [InlineData("We know of `silo_mb` at 700: in a sentence.", 600, false)]
    public void A_figure_that_is_to_be_small_is_excused_up_to_its_bound(string text, double value, bool excused) =>
        Assert.Equal(excused, new Goal("silo_mb", value, 400, AtLeast: false).IsExcused(Shortfalls.Parse(text)));
}
