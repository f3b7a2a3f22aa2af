using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
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
    private const string Key = "bench";
    private static readonly TimeSpan Stall = TimeSpan.FromMinutes(3);

    public async Task<BatchResult> RunAsync()
    {
        var practice = await BenchPractice.OpenAsync(database, "giant");
        var (siloPort, gateway, health, http) = (FreePort(), FreePort(), FreePort(), FreePort());
        var common = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Bench",
            ["Clock:Offset"] = $"{database.ClockOffset}",
            ["Cluster:ServiceId"] = BenchSilo.ServiceId,
            ["Links:PublicUrl"] = "https://pay.example",
            ["Links:Key"] = Convert.ToBase64String(new byte[32]),
        };
        await using var silo = await ProductProcess.StartAsync("Silo", health, new Dictionary<string, string>(common)
        {
            ["ConnectionStrings:Postgres"] = database.ConnectionString("bn_silo"),
            ["Reminders:Engine"] = options.Engine,
            ["Storage:Engine"] = options.Engine,
            ["Cluster:SiloPort"] = $"{siloPort}",
            ["Cluster:GatewayPort"] = $"{gateway}",
            ["Delivery:Email:Relays:default:Host"] = "127.0.0.1",
            ["Delivery:Email:Relays:default:Port"] = "1",
        }.Concat(options.Settings).ToDictionary());
        await using var api = await ProductProcess.StartAsync("Api", http, new Dictionary<string, string>(common)
        {
            ["ConnectionStrings:Postgres"] = database.ConnectionString("bn_api"),
            [$"Access:Keys:{Key}:Sha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Key))),
            [$"Access:Keys:{Key}:Organisation"] = "bench",
            [$"Access:Keys:{Key}:Practices:0"] = "*",
            [$"Access:Keys:{Key}:Roles:0"] = "admin",
        });
        using var client = new HttpClient { BaseAddress = api.Address, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        var batches = new Uri($"/v1/practices/{practice.Practice.Slug}/batches", UriKind.Relative);

        var (bytes, copy) = await CopyAsync();
        await database.ExecuteAsync("checkpoint");
        var before = await UsedAsync(silo, api);

        var began = Stopwatch.GetTimestamp();
        var batch = (string)(await PostAsync(client, batches, new StatementFile(options.Rows, Date())))["id"]!;
        var uploaded = Stopwatch.GetElapsedTime(began);
        await Console.Error.WriteLineAsync($"uploaded in {uploaded.TotalSeconds:0.0} s, plain copy {copy.TotalSeconds:0.0} s");
        var after = await UsedAsync(silo, api);
        await EndsAsync(client, $"{batches}/{batch}", silo, api);
        var took = Stopwatch.GetElapsedTime(began);
        var end = await UsedAsync(silo, api);

        return new(
            options.Rows, bytes, uploaded.TotalSeconds, copy / uploaded, options.Rows / uploaded.TotalSeconds,
            options.Rows / (took - uploaded).TotalSeconds, options.Rows / took.TotalSeconds,
            await CountAsync("missing", batch), await CountAsync("twice", batch), api.PeakMb, silo.PeakMb,
            Each(after.Api - before.Api), Each(after.Postgres - before.Postgres),
            Each(end.Silo - after.Silo), Each(end.Postgres - after.Postgres));
    }

    private double Each(TimeSpan used) => Math.Round(used.TotalMicroseconds / options.Rows, 1);

    private async Task<(TimeSpan Silo, TimeSpan Api, TimeSpan Postgres)> UsedAsync(
        ProductProcess silo, ProductProcess api) => (silo.Cpu, api.Cpu, await PostgresCpu.UsedAsync(database));

    // One text column each, no key: nothing is faster.
    private async Task<(long Bytes, TimeSpan Took)> CopyAsync()
    {
        var columns = string.Join(", ", Enumerable.Range(1, 21).Select(n => $"c{n} text"));
        await database.ExecuteAsync($"create table plain ({columns})");
        await using var connection = await database.Owner.OpenConnectionAsync();
        var began = Stopwatch.GetTimestamp();
        var copy = (StreamWriter)await connection.BeginTextImportAsync(
            "copy plain from stdin (format csv, header)");
        var counted = new CountingStream(copy.BaseStream);
        await new StatementFile(options.Rows, Date()).WriteAsync(counted);
        await copy.DisposeAsync();

        var took = Stopwatch.GetElapsedTime(began);
        await database.ExecuteAsync("drop table plain");
        return (counted.Written, took);
    }

    private async Task EndsAsync(HttpClient client, string path, ProductProcess silo, ProductProcess api)
    {
        var (accepted, since, kills) = (0L, Stopwatch.GetTimestamp(), 0);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (await pace.WaitForNextTickAsync())
        {
            var batch = (await client.GetFromJsonAsync<JsonObject>(new Uri(path, UriKind.Relative)))!;
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
                await Task.WhenAll(silo.KillAsync(), api.KillAsync());
                await Console.Error.WriteLineAsync($"killed silo and api at {now} rows");
                await Task.WhenAll(silo.StartAgainAsync(), api.StartAgainAsync());
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

    private static async Task<JsonObject> PostAsync(HttpClient client, Uri path, HttpContent content)
    {
        using var answer = await client.PostAsync(path, content);
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonNode.Parse(body)!.AsObject()
            : throw new InvalidOperationException($"{answer.StatusCode}: {body}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <param name="UploadOverCopy">Time of plain COPY of the same bytes, divided by that of the upload.</param>
/// <param name="DriveRate">Rows a second from the answer to the upload until all are planned.</param>
/// <param name="EndToEndRate">Rows a second from the first byte until all are planned.</param>
/// <param name="Missing">Rows without a notification or without a line in the ledger.</param>
/// <param name="Twice">Rows with more than one.</param>
/// <param name="UploadApiCpu">Microseconds a row, as the others.</param>
internal sealed record BatchResult(
    int Rows, long Bytes, double UploadSeconds, double UploadOverCopy, double UploadRate, double DriveRate,
    double EndToEndRate, long Missing, long Twice, long ApiPeakMb, long SiloPeakMb, double UploadApiCpu,
    double UploadPostgresCpu, double DriveSiloCpu, double DrivePostgresCpu);
