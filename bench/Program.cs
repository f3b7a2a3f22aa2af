using System.Globalization;
using System.Text.Json;
using BalanceNotifications.Bench;
using BalanceNotifications.Bench.Access;
using BalanceNotifications.Bench.Batch;
using BalanceNotifications.Bench.Compare;
using BalanceNotifications.Bench.Desk;
using BalanceNotifications.Bench.Fire;
using BalanceNotifications.Bench.Ingest;
using BalanceNotifications.Bench.Measure;
using BalanceNotifications.Bench.Peers;

const string Usage = """
    bench engine [--quick] [--accounts <n>]   all competitors, one process each; ends with one line of JSON
    bench desk [--quick] [--rows <n>] [--history <n>]
                                              a batch on both engines, and pages of a long history; the same
    bench fire <AdoNet|Paced|Worker> <noop|smtp> <accounts> [small=<practices>] [idle=<reminders>] [Setting=value …]
    bench peer <Hangfire|Quartz> <jobs>
    bench ingest <accounts>
    bench access                              a request with key, policy and practice, over one to an open route
    bench batch <rows> [kill=<times>] [engine=<AdoNet|Paced>] [Setting=value …]
    bench history <rows> <requests>

    BN_BENCH_POSTGRES names a server whose user may create databases and checkpoint.
    """;

switch (args)
{
    case ["engine", .. var options]:
        return await EngineBench.RunAsync(EngineOptions.Parse(options));

    case ["desk", .. var options]:
        return await DeskBench.RunAsync(DeskOptions.Parse(options));

    case ["fire", var engine, var send, var count, .. var settings]:
        await PrintAsync(database => FireAsync(database, FireOptions.Parse(engine, send, count, settings)));
        return 0;

    case ["peer", HangfirePeer.Name, var jobs]:
        await PrintAsync(database => HangfirePeer.RunAsync(database, Number(jobs)));
        return 0;

    case ["peer", QuartzPeer.Name, var jobs]:
        await PrintAsync(database => QuartzPeer.RunAsync(database, Number(jobs)));
        return 0;

    case ["ingest", var accounts]:
        await PrintAsync(database => IngestRun.RunAsync(database, Number(accounts)));
        return 0;

    case ["batch", var rows, .. var more]:
        await PrintAsync(database => new BatchRun(BatchRunOptions.Parse(rows, more), database).RunAsync());
        return 0;

    case ["history", var rows, var requests]:
        await PrintAsync(database => new HistoryRun(Number(rows), Number(requests), database).RunAsync());
        return 0;

    case ["access"]:
        return await AccessAsync();

    case [AccessHost.Command]:
        await AccessHost.RunAsync();
        return 0;

    default:
        await Console.Error.WriteLineAsync(Usage);
        return 2;
}

static async Task<FireResult> FireAsync(BenchDatabase database, FireOptions options)
{
    await using var sink = options.Smtp ? await MailSink.StartAsync() : null;
    using var run = new FireRun(options, database, sink);
    return await run.RunAsync();
}

static async Task<int> AccessAsync()
{
    await using var database = await BenchDatabase.CreateAsync(BenchDatabase.Server);
    var result = await AccessRun.RunAsync(database);
    Console.WriteLine(JsonSerializer.Serialize(result));
    return result.AccessOverOpen <= AccessRun.Most ? 0 : 1;
}

static async Task PrintAsync<T>(Func<BenchDatabase, Task<T>> run)
{
    await using var database = await BenchDatabase.CreateAsync(BenchDatabase.Server);
    Console.WriteLine(JsonSerializer.Serialize(await run(database)));
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
