using System.Globalization;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Delivery;

/// <summary>Every row of <c>smtp-outcomes.csv</c>, each played by a real SMTP server with the row's own example.</summary>
public sealed class SmtpOutcomeTests
{
    private static readonly string[] Table = File.ReadAllLines(Repository.File("rules/Delivery/smtp-outcomes.csv"));

    public static TheoryData<string> Lines => [.. Cells().Select(cells => string.Join(',', cells))];

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task A_row_means_what_it_says_of_a_reply_and_of_a_report(string line)
    {
        var cells = line.Split(',');
        var (step, outcome, example) = (cells[0], cells[3], cells[5]);
        Assert.NotEmpty(cells[4]);
        RefusedStep[] steps = step switch
        {
            "any" => Enum.GetValues<RefusedStep>(),
            "later" => [RefusedStep.Rcpt, RefusedStep.Data, RefusedStep.Report],
            _ => [Enum.Parse<RefusedStep>(step, ignoreCase: true)],
        };
        foreach (var refused in steps)
        {
            Assert.Equal(line, Told(FindBy(example, refused)));
            if (refused is not RefusedStep.Report)
            {
                Assert.Equal(outcome, await PlayAsync(refused, example));
            }
        }
    }

    [Fact]
    public void The_rows_that_are_tested_are_the_rows_that_are_used()
    {
        Assert.Equal(Lines.Count, SmtpOutcomes.Rows.Count);
        Assert.Equal(
            Cells().Select(cells => string.Join(',', cells)).Order(StringComparer.Ordinal),
            SmtpOutcomes.Rows.Select(Told).Order(StringComparer.Ordinal));
        Assert.Equal(Table.Count(line => line.Length > 0 && line[0] != '#') - 1, Lines.Count);
    }

    [Fact]
    public void Only_what_names_the_address_blames_the_recipient()
    {
        string[] addresses = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4"];

        Assert.All(
            SmtpOutcomes.Rows.Where(row => row.Outcome is OutcomeKind.BadAddress),
            row => Assert.True(row.Step is "rcpt" || addresses.Contains(row.Enhanced), row.Example));
        Assert.All(
            SmtpOutcomes.Rows.Where(row => row.Reply[0] is '4' || row.Enhanced[0] is '4'),
            row => Assert.Equal(OutcomeKind.Later, row.Outcome));
    }

    private static SmtpOutcomeRow FindBy(string example, RefusedStep step)
    {
        var words = example.Split(' ');
        var enhanced = words[1].Count(c => c is '.') == 2 ? words[1] : null;
        return SmtpOutcomes.Find(step, int.Parse(words[0], CultureInfo.InvariantCulture), enhanced)!;
    }

    private static string Told(SmtpOutcomeRow row)
    {
        var outcome = row.Outcome switch
        {
            OutcomeKind.BadAddress => "recipient-permanent",
            OutcomeKind.Later => "recipient-temporary",
            OutcomeKind.Sender => "sender",
            OutcomeKind.Content => "content",
            OutcomeKind.OptedOut => "nobody says so",
        };
        return string.Join(',', row.Step, row.Reply, row.Enhanced, outcome, row.Source, row.Example);
    }

    private static async Task<string> PlayAsync(RefusedStep step, string reply)
    {
        await using var server = new ScriptedSmtpServer();
        server.Answer(step is RefusedStep.Data ? "CONTENT" : step.ToString().ToUpperInvariant(), reply);
        using var channel = EmailSetup.Channel(server);

        return await channel.SendAsync(Outgoing.Email(), TestContext.Current.CancellationToken) switch
        {
            DeliveryResult.Rejected { Cause: RejectionCause.Recipient } => "recipient-permanent",
            DeliveryResult.Rejected { Cause: RejectionCause.Sender } => "sender",
            DeliveryResult.Rejected { Cause: RejectionCause.Content } => "content",
            DeliveryResult.Deferred => "recipient-temporary",
            var other => other.ToString(),
        };
    }

    private static IEnumerable<string[]> Cells() =>
        Table.Where(line => line.Length > 0 && line[0] != '#').Skip(1).Select(line => line.Split(','));
}
