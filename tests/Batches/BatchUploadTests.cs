using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using BalanceNotifications.Fixtures;
using Npgsql;

namespace BalanceNotifications.Batches;

/// <summary>Uploads over HTTP with <c>upload=false</c>: what is stored before any grain hears of it.</summary>
[Collection(ApiFixture.Name)]
public sealed class BatchUploadTests(ApiFixture api, PostgresFixture postgres)
{
    private const string Csv = """
        account,statement_id,statement_date,due_date,amount_due,email
        100234,S-1,{0},{1},120.00,ann@home.example
        100235,S-2,{0},{1},1.234,ann@home.example
        100236,S-3,{0},{1},80.00,nobody
        100237,S-4,{0},{1},80.00
        10 238,S-5,{0},{1},80.00,
        100239,S-6,{0},{1},80.00,=cmd()
        """;

    [Fact]
    public async Task Good_rows_wait_and_bad_ones_are_kept_with_their_reason()
    {
        var practice = await api.MakePracticeAsync();

        var batch = await UploadAsync($"{practice}/batches?upload=false", Text(Csv), "text/csv");

        Assert.Equal(202, batch.Status);
        Assert.Equal($"{practice}/batches/{batch.Id}", batch.Location);
        Assert.Equal(
            ("created", "cycle", 6, 5, 0),
            ((string)batch.Body["status"]!, (string)batch.Body["kind"]!, (int)batch.Body["rows"]!,
                (int)batch.Body["rejected"]!, (int)batch.Body["accepted"]!));

        var rows = (await api.GetAsync($"{practice}/batches/{batch.Id}/rows?state=rejected&limit=2")).Body;
        Assert.Equal(
            ["2 amount_due 1.234 100235", "3 email nobody 100236"],
            rows["items"]!.AsArray().Select(row => $"{row!["row"]} {row["column"]} {row["value"]} {row["account"]}"));
        var next = (await api.GetAsync($"{practice}/batches/{batch.Id}/rows?state=rejected&cursor={rows["next"]}")).Body;
        Assert.Equal([4, 5, 6], next["items"]!.AsArray().Select(row => (int)row!["row"]!));
        Assert.Single((await api.GetAsync($"{practice}/batches/{batch.Id}/rows?state=waiting")).Body["items"]!.AsArray());
    }

    [Fact]
    public async Task Rejected_rows_come_as_a_file_whose_cells_no_spreadsheet_runs()
    {
        var practice = await api.MakePracticeAsync();
        var batch = await UploadAsync($"{practice}/batches?upload=false", Text(Csv), "text/csv");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{practice}/batches/{batch.Id}/rows?state=rejected");
        request.Headers.Authorization = new("Bearer", ApiKeys.Admin);
        request.Headers.Accept.Add(new("text/csv"));

        using var response = await api.Client.SendAsync(request);
        var lines = (await response.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(6, lines.Length);
        Assert.StartsWith("row,account,state,column,value,reason", lines[0], StringComparison.Ordinal);
        Assert.Contains("'=cmd()", lines[5], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("account,statement_id\n", "text/csv", "", "amount_due,due_date,statement_date")]
    [InlineData("", "text/csv", "", "body")]
    [InlineData("x", "text/plain", "", "Content-Type")]
    [InlineData("account\n", "text/csv", "&kind=onDemand", "channel")]
    [InlineData("x", "text/csv", "&kind=letters", "kind")]
    public async Task A_broken_file_is_refused_as_a_whole(string body, string type, string query, string fields)
    {
        var practice = await api.MakePracticeAsync();

        var answer = await UploadAsync($"{practice}/batches?upload=false{query}", Encoding.UTF8.GetBytes(body), type);

        Assert.Equal(400, answer.Status);
        Assert.Equal(fields.Split(','), answer.Fields);
        Assert.Empty((await api.GetAsync($"{practice}/batches")).Body["items"]!.AsArray());
    }

    [Fact]
    public async Task A_file_that_breaks_in_the_middle_leaves_nothing()
    {
        var practice = await api.MakePracticeAsync();
        byte[] body = [.. Text(Csv), .. "\n100240,S-7,"u8, 0xFF];

        var answer = await UploadAsync($"{practice}/batches?upload=false", body, "text/csv");

        Assert.Equal((400, "brokenFile"), (answer.Status, answer.Code));
        Assert.Equal(0, await StoredRowsAsync(practice));
    }

    [Fact]
    public async Task A_connection_that_breaks_leaves_nothing()
    {
        var practice = await api.MakePracticeAsync();
        using var body = new StreamContent(new BreakingStream(Text(Csv)));

        await Assert.ThrowsAsync<HttpRequestException>(
            () => SendAsync($"{practice}/batches?upload=false", body, "text/csv"));

        Assert.Equal(0, await StoredRowsAsync(practice));
    }

    [Fact]
    public async Task The_api_cannot_copy_a_row_into_another_practice()
    {
        await api.MakePracticeAsync();
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString("bn_api"));
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var scope = new RowScope("north", 1).Begin(connection))
        {
            await scope.ExecuteNonQueryAsync();
        }

        await using var copy = await connection.BeginBinaryImportAsync(
            "copy batch_row_intake (practice_id, batch, row, state) from stdin (format binary)");
        await copy.StartRowAsync();
        await copy.WriteAsync(2);
        await copy.WriteAsync(Guid.CreateVersion7());
        await copy.WriteAsync(1);
        await copy.WriteAsync((short)0);
        var refused = await Assert.ThrowsAsync<PostgresException>(async () => await copy.CompleteAsync());

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task NDJSON_is_taken_too_and_lists_are_newest_first()
    {
        var practice = await api.MakePracticeAsync();
        var line = Text("""{{"account":"100234","statementId":"S-1","statementDate":"{0}","dueDate":"{1}","amountDue":120}}""");
        var first = await UploadAsync($"{practice}/batches?upload=false", line, "application/x-ndjson");
        var second = await UploadAsync($"{practice}/batches?upload=false", line, "application/x-ndjson");

        var ids = (await api.GetAsync($"{practice}/batches")).Body["items"]!.AsArray().Select(item => (string)item!["id"]!);

        Assert.Equal([second.Id, first.Id], ids);
        Assert.Equal(0, (int)first.Body["rejected"]!);
    }

    private static byte[] Text(string form)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        return Encoding.UTF8.GetBytes(string.Format(
            CultureInfo.InvariantCulture, form, $"{today:yyyy-MM-dd}", $"{today.AddDays(21):yyyy-MM-dd}"));
    }

    private async Task<Answer> UploadAsync(string path, byte[] body, string type)
    {
        using var content = new ByteArrayContent(body);
        return await SendAsync(path, content, type);
    }

    private async Task<Answer> SendAsync(string path, HttpContent content, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Authorization = new("Bearer", ApiKeys.Integration);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var response = await api.Client.SendAsync(request);
        return await Answer.OfAsync(response);
    }

    private async Task<long> StoredRowsAsync(string practice)
    {
        await using var command = postgres.Owner.CreateCommand(
            """
            select (select count(*) from batch where practice_id = p.id)
                + (select count(*) from batch_row where practice_id = p.id)
            from practice p where slug = $1
            """);
        command.Parameters.Add(Database.Value(practice.Split('/')[^1]));
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Gives its bytes and then fails, as a cable does.</summary>
    private sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var read and > 0 ? read : throw new IOException("Broken.");
    }
}
