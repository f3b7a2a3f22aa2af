using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BalanceNotifications.Bench.Measure;
using BalanceNotifications.Bench.Seed;
using Npgsql;

namespace BalanceNotifications.Bench.Batch;

/// <summary>
/// Uploads a file of statements to a real api and lets a real silo plan them, each account new; then counts what became of
/// every row. Plain COPY of the same bytes, in the same server before it, is what the upload is held against.
/// </summary>
internal sealed class BatchRun(BatchRunOptions options, BenchDatabase database)
{
    // So that nobody pays for starting up: files that are looked at and never told.
    private const int WarmRows = 20_000;
    private const int WarmTimes = 3;

    private static readonly TimeSpan Stall = TimeSpan.FromMinutes(3);

    public async Task<BatchResult> RunAsync()
    {
        var practice = await BenchPractice.OpenAsync(database, "giant");
        using var file = await StatementFile.WriteAsync(options.Rows, Date());
        using var warm = await StatementFile.WriteAsync(Math.Min(options.Rows, WarmRows), Date());
        await using var product = await Product.StartAsync(database, options.Engine, options.Settings);
        var batches = $"/v1/practices/{practice.Practice.Slug}/batches";
        for (var time = 0; time < WarmTimes; time++)
        {
            await PostAsync(product, $"{batches}?upload=false", warm);
        }

        var plain = new PlainCopy(database);
        await plain.TakeAsync(warm, keyed: true);
        var bare = await plain.TakeAsync(file, keyed: false);
        var keyed = await plain.TakeAsync(file, keyed: true);
        await database.ExecuteAsync("checkpoint");
        var before = await UsedAsync(product);

        var began = Stopwatch.GetTimestamp();
        var batch = (string)(await PostAsync(product, batches, file))["id"]!;
        var uploaded = Stopwatch.GetElapsedTime(began);
        var after = await UsedAsync(product);
        await Console.Error.WriteLineAsync(
            $"uploaded in {uploaded.TotalSeconds:0.00} s, plain copy {keyed.TotalSeconds:0.00} s, without a key {bare.TotalSeconds:0.00} s");
        var (apiMb, siloMb) = (product.Api.PeakMb, product.Silo.PeakMb);
        await EndsAsync(product, $"{batches}/{batch}");
        var took = Stopwatch.GetElapsedTime(began);
        var end = await UsedAsync(product);

        return new(
            options.Rows, file.Bytes, uploaded.TotalSeconds, keyed / uploaded, bare / uploaded,
            options.Rows / uploaded.TotalSeconds, options.Rows / (took - uploaded).TotalSeconds,
            options.Rows / took.TotalSeconds, await CountAsync("missing", batch), await CountAsync("twice", batch), apiMb, siloMb,
            product.Api.PeakMb, product.Silo.PeakMb, Each(after.Api - before.Api), Each(after.Postgres - before.Postgres),
            Each(end.Silo - after.Silo), Each(end.Postgres - after.Postgres));
    }

    private double Each(TimeSpan used) => Math.Round(used.TotalMicroseconds / options.Rows, 1);

    private async Task<(TimeSpan Silo, TimeSpan Api, TimeSpan Postgres)> UsedAsync(Product product) =>
        (product.Silo.Cpu, product.Api.Cpu, await PostgresCpu.UsedAsync(database));

    private async Task EndsAsync(Product product, string path)
    {
        var (accepted, since, kills) = (0L, Stopwatch.GetTimestamp(), 0);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (await pace.WaitForNextTickAsync())
        {
            var batch = (await product.Client.GetFromJsonAsync<JsonObject>(new Uri(path, UriKind.Relative)))!;
            var now = (long)batch["accepted"]!;
            if ((string)batch["status"]! == "accepted")
            {
                await Console.Error.WriteLineAsync(batch.ToJsonString());
                return;
            }

            if (now > accepted)
            {
                (accepted, since) = (now, Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(since) > Stall)
            {
                throw new TimeoutException($"Stands at {accepted} rows: {batch.ToJsonString()}");
            }

            if (kills < options.Kills && now > (long)options.Rows * (kills + 1) / (options.Kills + 1))
            {
                kills++;
                await Task.WhenAll(product.Silo.KillAsync(), product.Api.KillAsync());
                await Console.Error.WriteLineAsync($"killed silo and api at {now} rows");
                await Task.WhenAll(product.Silo.StartAgainAsync(), product.Api.StartAgainAsync());
            }
        }
    }

    // Each account has one statement, and each statement one notification and one line in the ledger.
    private Task<long> CountAsync(string what, string batch) => database.AskAsync<long>(
        $"""
        select count(*) {(what == "missing" ? "filter (where n.rows is null or l.rows is null)" : "filter (where n.rows > 1 or l.rows > 1)")}
        from batch_row r
        left join (select account, count(*) as rows from notification where batch = $1 group by 1) n using (account)
        left join (
            select a.number as account, count(*) as rows from ledger join account a using (practice_id, account_key)
            group by 1) l using (account)
        where r.batch = $1
        """,
        new NpgsqlParameter<Guid> { TypedValue = Guid.Parse(batch) });

    private DateOnly Date() => DateOnly.FromDateTime(
        TimeZoneInfo.ConvertTime(database.Clock.GetUtcNow(), BenchPractice.Chicago).DateTime);

    private static async Task<JsonObject> PostAsync(Product product, string path, StatementFile file)
    {
        using var content = new StreamContent(file.Read(), StatementFile.Bite);
        content.Headers.ContentType = new("text/csv");
        content.Headers.ContentLength = file.Bytes;
        using var answer = await product.Client.PostAsync(new Uri(path, UriKind.Relative), content);
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonNode.Parse(body)!.AsObject()
            : throw new InvalidOperationException($"{answer.StatusCode}: {body}");
    }
}
