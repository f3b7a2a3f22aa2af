using System.Text.Json;
using BalanceNotifications.Bench;
using BalanceNotifications.Bench.Fire;
using BalanceNotifications.Bench.Measure;

// One run of the product, for whoever works on the engine.
if (args is not ["fire", var engine, var send, var count, ..])
{
    await Console.Error.WriteLineAsync("bench fire AdoNet|Paced noop|smtp <accounts> [Section:Setting=value …]");
    return 2;
}

var server = Environment.GetEnvironmentVariable("BN_BENCH_POSTGRES")
    ?? throw new InvalidOperationException("BN_BENCH_POSTGRES names the server.");
await using var database = await BenchDatabase.CreateAsync(server);
await using var sink = send == "smtp" ? await MailSink.StartAsync() : null;
using var run = new FireRun(
    new(engine, send == "smtp", int.Parse(count, null))
    {
        Settings = args.Skip(4).Select(setting => setting.Split('=', 2)).ToDictionary(s => s[0], string? (s) => s[1]),
    },
    database,
    sink);
Console.WriteLine(JsonSerializer.Serialize(await run.RunAsync()));
return 0;
