using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using BalanceNotifications.Accounts;
using BalanceNotifications.Json;

namespace BalanceNotifications.Batches;

public sealed class NdjsonFileTests
{
    private const string Statement =
        "\"statementId\":\"S-1\",\"statementDate\":\"2026-11-23\",\"dueDate\":\"2026-12-14\",\"amountDue\":120.00";

    private static readonly JsonSerializerOptions Json =
        StrictJson.Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    private static readonly RequestOrigin Origin =
        new("desk", new DateTimeOffset(2026, 11, 23, 18, 0, 0, TimeSpan.Zero), Guid.CreateVersion7());

    [Fact]
    public async Task The_account_is_a_number_or_an_object_of_what_it_shall_set()
    {
        var rows = await ReadAsync(
            $$"""{"account":"100234",{{Statement}}}""" + "\n\n"
            + $$$$"""{{{{{Statement}}}},"account":{"number":"100235","email":null,"guarantor":{"lastName":"Lee"}}}""");

        Assert.Equal(["100234", "100235"], rows.Select(row => row.Account));
        Assert.Null(Database.FromJson<PostStatement>(rows[0].Body!).Account);
        Assert.Equal(
            AccountFields.Email | AccountFields.LastName, Database.FromJson<PostStatement>(rows[1].Body!).Account!.Fields);
    }

    [Fact]
    public async Task The_same_statement_has_one_hash_in_CSV_and_in_NDJSON()
    {
        var line = Assert.Single(await ReadAsync($$"""{"account":"100234",{{Statement}}}"""));
        var csv = new CsvFile(
            new MemoryStream(Encoding.UTF8.GetBytes(
                "account,statement_id,statement_date,due_date,amount_due\n100234,S-1,2026-11-23,2026-12-14,120\n")),
            BatchKind.Cycle, 7, [1, 2, 3], Origin);

        await foreach (var row in csv.ReadAsync(default))
        {
            Assert.Equal(
                Database.FromJson<PostStatement>(line.Body!).BodyHash, Database.FromJson<PostStatement>(row.Body!).BodyHash);
        }
    }

    [Theory]
    [InlineData("not json", "$", null)]
    [InlineData("[1]", "$", null)]
    [InlineData("{\"account\":\"100234\",\"account\":\"100235\"}", "$", null)]
    [InlineData("{\"account\":\"100234\"," + Statement + ",\"diagnosis\":\"x\"}", "diagnosis", "x")]
    [InlineData("{\"account\":\"100234\",\"statementId\":7}", "statementId", "7")]
    [InlineData("{" + Statement + "}", "account", null)]
    [InlineData("{\"account\":{\"number\":\"100234\",\"email\":\"nobody\"}," + Statement + "}", "account.email", "nobody")]
    [InlineData("{\"account\":{\"number\":\"100234\",\"pet\":\"cat\"}," + Statement + "}", "account.pet", "cat")]
    public async Task A_malformed_line_says_path_value_and_reason_and_the_others_go_on(
        string line, string path, string? value)
    {
        var rows = await ReadAsync(line + "\n" + $$"""{"account":"100234",{{Statement}}}""");

        Assert.Equal((path, value), (rows[0].Fault?.Column, rows[0].Fault?.Value));
        Assert.Null(rows[1].Fault);
    }

    [Fact]
    public async Task A_line_without_end_breaks_the_file() => await Assert.ThrowsAsync<BrokenFileException>(
        () => ReadAsync("{\"account\":\"" + new string('1', 100_000)));

    [Fact]
    public async Task An_empty_body_breaks_the_file() =>
        await Assert.ThrowsAsync<BrokenFileException>(() => ReadAsync("\n \n"));

    private static async Task<List<IntakeRow>> ReadAsync(string text)
    {
        var body = PipeReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        var rows = new List<IntakeRow>();
        await foreach (var row in new NdjsonFile(body, BatchKind.Cycle, 7, [1, 2, 3], Origin, Json).ReadAsync(default))
        {
            rows.Add(row);
        }

        return rows;
    }
}
