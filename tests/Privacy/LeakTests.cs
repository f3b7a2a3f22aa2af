using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.Versioning;
using System.Text;
using BalanceNotifications.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BalanceNotifications.Privacy;

/// <summary>
/// Nothing about a guarantor in what the processes write down of themselves, on a run with all channels and with faults.
/// First it must find what was written there on purpose.
/// </summary>
[Collection(WatchedCluster.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class LeakTests(WatchedCluster cluster)
{
    private const string Canary = "canary-of-the-leak-test";

    [Fact]
    public async Task No_log_trace_metric_id_or_url_says_anything_about_a_guarantor()
    {
        _ = cluster.Services; // skips or fails the test when there is no database
        await using var api = await cluster.StartApiAsync(LeakRun.Settings);
        cluster.Watch.Ignored = OursAsTest(api.Client.BaseAddress!.Port, cluster.Twilio.Address.Port);
        await SingAsync(api);

        var run = new LeakRun(cluster, api);
        await run.SendMailAsync();
        await run.SendTextsAsync();
        await run.CallAsync();
        await run.TextBackAsync();
        await run.AskWronglyAsync();
        await run.UploadAsync();
        await run.OpenLinksAsync();
        await run.LoseDatabaseAsync();

        var files = await WriteAsync();
        Print(files, run.Needles);
        Assert.All(
            files.Where(file => file.Name != "ids-and-urls.txt"),
            file => Assert.True(file.Has(Canary), $"The canary is not found in {file.Name}: it would find nothing."));
        Assert.True(files.Single(file => file.Name == "ids-and-urls.txt").Has("@north.example"));
        Assert.Empty(run.Needles.SelectMany(needle => files.SelectMany(file => file.Find(needle))));
    }

    // In the files are the lines that the processes write; the test itself calls with names in its URLs, and plays Twilio.
    private static Func<Activity, bool> OursAsTest(int api, int twilio) => activity =>
        activity.Source.Name == "System.Net.Http" && Equals(activity.GetTagItem("server.port"), api)
        || activity.Kind is ActivityKind.Server && Equals(activity.GetTagItem("server.port"), twilio);

    // In the way of each of them, as a careless line of code would.
    private async Task SingAsync(ApiHost api)
    {
        foreach (var services in (IServiceProvider[])[api.Services, cluster.Services])
        {
            services.GetRequiredService<ILoggerFactory>().CreateLogger("BalanceNotifications.Canary")
                .Log(LogLevel.Information, default, Canary, null, static (song, _) => song);
        }

        using var source = new ActivitySource("BalanceNotifications.Canary");
        source.StartActivity("sing")!.SetTag("song", Canary).Dispose();
        using var meter = new Meter("BalanceNotifications.Canary");
        meter.CreateCounter<long>("songs").Add(1, new KeyValuePair<string, object?>("song", Canary));
        await using var database = NpgsqlDataSource.Create(cluster.Postgres.ConnectionString("bn_api"));
        await using var command = database.CreateCommand($"do $$ begin raise warning '{Canary}'; end $$");
        await command.ExecuteNonQueryAsync();
    }

    private async Task<IReadOnlyList<WrittenFile>> WriteAsync() =>
    [
        new("logs.txt", cluster.Watch.Logs),
        new("traces.txt", cluster.Watch.Traces),
        new("metrics.txt", cluster.Watch.Metrics),
        new("postgresql.log", await cluster.Server!.ReadLogAsync()),
        new("ids-and-urls.txt", string.Join('\n', IdsAndUrls())),
    ];

    // What travels with a message without being the message: its id, where bounces go, the links, where Twilio reports to.
    private IEnumerable<string> IdsAndUrls() => cluster.Relay.Received
        .SelectMany(mail => new[]
        {
            mail.Message.MessageId ?? "", mail.Message.Headers["List-Unsubscribe"] ?? "", mail.Message.Headers["Return-Path"] ?? "",
        })
        .Concat(cluster.Relay.Commands.Where(command => command.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase)))
        .Concat(cluster.Twilio.Requests.SelectMany(request => request.Form
            .Where(field => field.Key.Contains("Url", StringComparison.Ordinal) || field.Key.Contains("Callback", StringComparison.Ordinal))
            .Select(field => field.Value)
            .Append(request.Target)));

    private static void Print(IReadOnlyList<WrittenFile> files, IReadOnlyList<string> needles)
    {
        var output = TestContext.Current.TestOutputHelper!;
        foreach (var file in files)
        {
            output.WriteLine($"{file.Name}: {file.Bytes} bytes searched");
        }

        output.WriteLine($"{needles.Count} needles: {string.Join(" | ", needles)}");
    }

    private sealed record WrittenFile(string Name, string Text)
    {
        public int Bytes => Encoding.UTF8.GetByteCount(Text);

        public bool Has(string needle) => Text.Contains(needle, StringComparison.OrdinalIgnoreCase);

        /// <summary>The lines that have it.</summary>
        public IEnumerable<string> Find(string needle) => Text.Split('\n')
            .Where(line => line.Contains(needle, StringComparison.OrdinalIgnoreCase))
            .Take(3)
            .Select(line => $"{Name}: {needle} in {line[..Math.Min(line.Length, 600)]}");
    }
}
