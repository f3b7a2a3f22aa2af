using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using BalanceNotifications.Callbacks;
using BalanceNotifications.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.Reminders;

namespace BalanceNotifications.Fixtures;

/// <summary>
/// A whole installation on a driven clock: silo, api, database, relay and texts, talked to over HTTP alone. Reminders
/// fire because time passes; no test delivers a tick. It begins on a Monday before contact hours, in Chicago.
/// </summary>
internal sealed class DrivenTown : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    // What is due is delivered within it, if not at the first try.
    private static readonly TimeSpan Hurry = TimeSpan.FromMinutes(5);

    private readonly string _cluster = $"driven-{Guid.CreateVersion7():n}";
    private readonly string _practice = $"/v1/practices/driven-{Guid.CreateVersion7():n}"[..40];
    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly TestClock _clock = new();
    private readonly TicksUnderWay _ticks = new();
    private readonly PostgresFixture _postgres = new();
    private string _engine;
    private FakeTimeProvider _reminders = null!;
    private int _relay;
    private WebApplication? _silo;
    private ApiHost? _api;

    private DrivenTown(string engine) => _engine = engine;

    public ScriptedSmtpServer Relay { get; } = new();

    public TwilioStandIn Twilio { get; private set; } = null!;

    public DateTimeOffset Now => _clock.Now;

    /// <summary>The Monday it begins on.</summary>
    public static DateOnly Monday { get; } = DateOnly.FromDateTime(TestClock.MondayAtTen.UtcDateTime);

    /// <summary>For what calls the api as somebody else.</summary>
    public HttpClient Client => _api!.Client;

    /// <param name="engine">What keeps reminders and states: AdoNet or Paced.</param>
    /// <param name="relay">Port of the relay in use; null for <see cref="Relay"/>.</param>
    public static async Task<DrivenTown> FoundAsync(string engine = "AdoNet", int? relay = null)
    {
        var town = new DrivenTown(engine);
        town._relay = relay ?? town.Relay.Port;
        await town._postgres.InitializeAsync();
        _ = town._postgres.Owner; // skips or fails the test when there is no database
        town.Twilio = await TwilioStandIn.StartAsync();
        town._clock.Now = At(Monday, "06:00");
        town._reminders = new FakeTimeProvider(town._clock.Now);
        await town.SetClockAsync(town._clock.Now);
        await town.StartSiloAsync();
        town._api = await ApiHost.StartAsync(
            town._postgres.ConnectionString("bn_api"),
            SignedRequests.Settings.Append((Key: "Cluster:ClusterId", Value: town._cluster))
                .ToDictionary(setting => setting.Key, string? (setting) => setting.Value),
            town._clock);
        await town.WaitAsync(async () => (await town._api.Client.GetAsync("/health/ready")).IsSuccessStatusCode);
        return town;
    }

    /// <summary>Asks of the town's practice; anything but success fails the test.</summary>
    public async Task<JsonObject> AskAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        var answer = await _api!.Client.AskAsync(method, _practice + path, ApiKeys.Admin, body?.ToJsonString());
        Assert.True(answer.Status is >= 200 and < 300, $"{method} {path}: {answer.Status} {answer.Text}");
        return answer.Text.Length == 0 ? [] : answer.Body;
    }

    public Task<JsonObject> PostAsync(string path, JsonObject? body = null) => AskAsync(HttpMethod.Post, path, body);

    public Task<JsonObject> PutAsync(string path, JsonObject body) => AskAsync(HttpMethod.Put, path, body);

    public async Task<JsonArray> ListAsync(string path) => (await AskAsync(HttpMethod.Get, path))["items"]!.AsArray();

    /// <param name="engine">Null for the one it was founded with.</param>
    public async Task StartSiloAsync(string? engine = null)
    {
        _engine = engine ?? _engine;
        _silo = BuildSilo();
        await _silo.StartAsync(_patience.Token);
    }

    public async Task StopSiloAsync()
    {
        await _silo!.DisposeAsync();
        _silo = null;
    }

    /// <summary>Lets time pass while no silo runs.</summary>
    public Task SleepToAsync(DateOnly date, string time) => MoveToAsync(At(date, time));

    /// <summary>Lets time pass to that time of day in Chicago, with every reminder on the way.</summary>
    public Task PassToAsync(DateOnly date, string time) => PassToAsync(At(date, time));

    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }

        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        await Relay.DisposeAsync();
        await Twilio.DisposeAsync();
        await _postgres.DisposeAsync();
        _patience.Dispose();
    }

    private async Task PassToAsync(DateTimeOffset target)
    {
        while (await NextReminderAsync() is { } next && next.StartsAt <= target)
        {
            await MoveToAsync(next.StartsAt);
            await FireAsync(next);
        }

        await MoveToAsync(target);
    }

    // In small steps: the registry reads what is due, waits a moment, and delivers. While grains are at their ticks,
    // and when it takes long, no faster than real time: on a slow machine the clock must not run away from the work.
    private async Task FireAsync(Reminder next)
    {
        var steppedAt = Stopwatch.GetTimestamp();
        await WaitAsync(async () =>
        {
            var hurries = !_ticks.Any && _clock.Now < next.StartsAt + Hurry;
            if (hurries || Stopwatch.GetElapsedTime(steppedAt) >= Step)
            {
                await MoveToAsync(_clock.Now + Step);
                steppedAt = Stopwatch.GetTimestamp();
            }

            return await NextReminderAsync() != next;
        });
    }

    private async Task MoveToAsync(DateTimeOffset instant)
    {
        if (instant > _clock.Now)
        {
            await SetClockAsync(instant);
            _clock.Now = instant;
            _reminders.SetUtcNow(instant);
        }
    }

    private async Task SetClockAsync(DateTimeOffset instant)
    {
        await using var command = _postgres.Owner.CreateCommand(
            "insert into clock (fixed) values ($1) on conflict (singleton) do update set fixed = excluded.fixed");
        command.Parameters.Add(Database.Value(instant));
        await command.ExecuteNonQueryAsync(_patience.Token);
    }

    private async Task<Reminder?> NextReminderAsync()
    {
        await using var command = _postgres.Owner.CreateCommand(_engine == "Paced"
            ? "select grain_id, due_at, version::integer from paced_reminder order by due_at, grain_id limit 1"
            : "select grainid, starttime, version from orleansreminderstable order by starttime, grainid limit 1");
        await using var reader = await command.ExecuteReaderAsync(_patience.Token);
        return await reader.ReadAsync(_patience.Token)
            ? new(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt32(2))
            : null;
    }

    private async Task WaitAsync(Func<Task<bool>> holds)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (!await holds())
        {
            await pace.WaitForNextTickAsync(_patience.Token);
        }
    }

    private WebApplication BuildSilo()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        var ports = SiloPorts.Free();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = _postgres.ConnectionString("bn_silo"),
            ["Reminders:Engine"] = _engine,
            ["Storage:Engine"] = _engine,
            ["Cluster:ClusterId"] = _cluster,
            ["Cluster:SiloPort"] = $"{ports.Silo}",
            ["Cluster:GatewayPort"] = $"{ports.Gateway}",
            ["Cluster:ShutdownTimeout"] = "00:00:10",
            ["Links:PublicUrl"] = "https://pay.example",
            ["Links:Key"] = Convert.ToBase64String(new byte[32]),
            ["Delivery:Email:Relays:default:Host"] = "127.0.0.1",
            ["Delivery:Email:Relays:default:Port"] = $"{_relay}",
            ["Delivery:Email:Relays:default:Security"] = "None",
            ["Delivery:Twilio:CallbackUrl"] = SignedRequests.PublicUrl,
            ["Delivery:Twilio:Accounts:default:AccountSid"] = "AC00000000000000000000000000000001",
            ["Delivery:Twilio:Accounts:default:AuthToken"] = "token",
            ["Delivery:Twilio:Accounts:default:BaseAddress"] = Twilio.Address.ToString(),
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddStorage();
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.AddSilo();
        builder.Services.AddBalanceNotifications();
        builder.Services.AddSingleton<IIncomingGrainCallFilter>(_ticks);
        // Of two for one key the last counts.
        builder.Services.AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, _reminders);
        return builder.Build();
    }

    private static DateTimeOffset At(DateOnly date, string time)
    {
        var local = date.ToDateTime(TimeOnly.Parse(time, CultureInfo.InvariantCulture));
        return new DateTimeOffset(local, NorthClinic.Chicago.GetUtcOffset(local)).ToUniversalTime();
    }

    private sealed record Reminder(string Grain, DateTimeOffset StartsAt, int Version);
}
