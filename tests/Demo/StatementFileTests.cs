using System.Globalization;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Demo;

/// <summary>The demo's CSV is what demo/README.md says, so that the demo's figures can be told beforehand.</summary>
public sealed class StatementFileTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);
    private static readonly string[] LaterThanChicago = ["CA", "OR", "WA", "NV", "AK", "HI"];
    private static readonly string[] Malformed = ["100087", "100263", "100471", "100702", ""];

    private readonly StatementFile _file = new(File.ReadAllLines(Repository.File("demo/statements.csv")));

    [Fact]
    public void The_two_practices_share_a_thousand_rows()
    {
        Assert.Equal(1000, _file.Rows);
        Assert.Equal(1000, DemoPractice.All.Sum(practice => Read(practice).Count));
    }

    [Fact]
    public void A_date_token_becomes_a_date_and_an_address_like_one_does_not()
    {
        var file = new StatementFile(["date,due,email", "@today,@today+21,ann@today.example"]);

        var csv = file.RowsOf(DemoPractice.All[0], Today);

        Assert.Equal("date,due,email\n2026-11-23,2026-12-14,ann@today.example\n", csv);
    }

    [Fact]
    public void Exactly_five_rows_are_malformed_and_both_practices_have_some()
    {
        Assert.Equal(3, Read(DemoPractice.All[0]).Count(IsMalformed));
        Assert.Equal(2, Read(DemoPractice.All[1]).Count(IsMalformed));
    }

    [Theory]
    [InlineData("paid", 43)]
    [InlineData("belowMinimum", 12)]
    [InlineData("emailOptedOut", 31)]
    [InlineData("textOptedOut", 25)]
    [InlineData("noConsent", 23)]
    [InlineData("noAddress", 24)]
    [InlineData("sent", 687)]
    public void East_of_the_Pacific_zone_the_rows_end_as_the_readme_counts_them(string fate, int rows) =>
        Assert.Equal(rows, WellFormed().Count(row => !IsLater(row) && FateOf(row) == fate));

    [Fact]
    public void A_hundred_and_fifty_rows_are_still_to_come_at_ten_in_Chicago() =>
        Assert.Equal(150, WellFormed().Count(IsLater));

    [Fact]
    public void Nobody_in_it_can_be_reached()
    {
        Assert.All(WellFormed(), row =>
        {
            Assert.True(row["email"].Length == 0 || row["email"].EndsWith(".example", StringComparison.Ordinal));
            Assert.Matches(@"^$|^\+1\d{3}55501\d{2}$", row["phone"]);
        });
    }

    private static string FateOf(IReadOnlyDictionary<string, string> row)
    {
        var paperless = row["paperless"] == "optedIn";
        var balance = decimal.Parse(row["current_balance"], CultureInfo.InvariantCulture);
        return row switch
        {
            _ when balance == 0 => "paid",
            _ when balance < 5 => "belowMinimum",
            _ when paperless && row["email_switch"] != "optedIn" => "emailOptedOut",
            _ when !paperless && row["text_switch"] != "optedIn" => "textOptedOut",
            _ when !paperless && row["consent_at"].Length == 0 => "noConsent",
            _ when row[paperless ? "email" : "phone"].Length == 0 => "noAddress",
            _ => "sent",
        };
    }

    private static bool IsMalformed(IReadOnlyDictionary<string, string> row) => Malformed.Contains(row["account"]);

    private static bool IsLater(IReadOnlyDictionary<string, string> row) => LaterThanChicago.Contains(row["state"]);

    private IEnumerable<IReadOnlyDictionary<string, string>> WellFormed() =>
        DemoPractice.All.SelectMany(Read).Where(row => !IsMalformed(row));

    // Nothing in the file is quoted, so splitting is reading.
    private List<IReadOnlyDictionary<string, string>> Read(DemoPractice practice)
    {
        var lines = _file.RowsOf(practice, Today).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var columns = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => columns.Zip(line.Split(',')).ToDictionary(field => field.First, field => field.Second))];
    }
}
