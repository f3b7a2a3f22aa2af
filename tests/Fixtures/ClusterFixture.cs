using BalanceNotifications.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace BalanceNotifications.Fixtures;

/// <summary>
/// Two real silos in this process, one cluster on a database of its own, sending to a real SMTP server and a real HTTP
/// server. What the product means by now is the test's to set; ticks are the test's to deliver. On the run's database
/// these silos would take up the reminders and batches of other tests, and others theirs.
/// </summary>
[CollectionDefinition(Name)]
public class ClusterFixture : IAsyncLifetime, ICollectionFixture<ClusterFixture>
{
    public const string Name = "cluster";

    /// <summary>Of a sender that may place one call in a minute.</summary>
    public const string MeteredNumber = "+13125550177";

    private readonly List<WebApplication> _silos = [];
    private TwilioStandIn? _twilio;

    /// <summary>What keeps reminders and states: AdoNet or Paced.</summary>
    internal virtual string Engine => "AdoNet";

    internal TestClock Clock { get; } = new();

    /// <summary>What reminders stand ahead of.</summary>
    internal FakeTimeProvider Reminders { get; } = new(TimeProvider.System.GetUtcNow());

    internal ScriptedSmtpServer Relay { get; } = new();

    /// <summary>Where relay <c>postfix</c> is, once a test starts one.</summary>
    internal KeptPort PostfixPort { get; } = new();

    /// <summary>Signs the bounce addresses of that relay.</summary>
    internal static string BounceKey { get; } = Convert.ToBase64String([.. Enumerable.Repeat((byte)5, 32)]);

    internal TwilioStandIn Twilio => _twilio!;

    internal virtual PostgresFixture Postgres { get; } = new();

    internal string ClusterId { get; } = $"cluster-{Guid.CreateVersion7():n}";

    internal IServiceProvider Services
    {
        get
        {
            _ = Postgres.Owner; // skips or fails the test when there is no database
            return _silos[0].Services;
        }
    }

    /// <summary>Of both silos.</summary>
    internal IEnumerable<IServiceProvider> EverySilo => _silos.Select(silo => silo.Services);

    internal IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <summary>What the silos log by: nothing, unless a test looks at it.</summary>
    internal virtual void Log(ILoggingBuilder logging) => logging.ClearProviders();

    public virtual async ValueTask InitializeAsync()
    {
        if (!Postgres.IsAvailable)
        {
            return;
        }

        await Postgres.InitializeAsync();
        _twilio = await TwilioStandIn.StartAsync();
        _twilio.Now = () => Clock.Now;
        for (var index = 0; index < 2; index++)
        {
            _silos.Add(await StartAsync());
        }
    }

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        var ports = SiloPorts.Free();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = Postgres.ConnectionString("bn_silo"),
            ["Reminders:Engine"] = Engine,
            ["Storage:Engine"] = Engine,
            ["Cluster:ClusterId"] = ClusterId,
            ["Cluster:SiloPort"] = $"{ports.Silo}",
            ["Cluster:GatewayPort"] = $"{ports.Gateway}",
            ["Cluster:ShutdownTimeout"] = "00:00:10",
            ["Links:PublicUrl"] = "https://pay.example",
            ["Links:Key"] = Convert.ToBase64String(new byte[32]),
            ["Events:Key"] = ApiKeys.Events,
            ["Events:AllowedNetworks:0"] = "127.0.0.0/8",
            ["Delivery:Email:Relays:default:Host"] = "127.0.0.1",
            ["Delivery:Email:Relays:default:Port"] = $"{Relay.Port}",
            ["Delivery:Email:Relays:default:Security"] = "None",
            ["Delivery:Email:Relays:metered:Host"] = "127.0.0.1",
            ["Delivery:Email:Relays:metered:Port"] = $"{Relay.Port}",
            ["Delivery:Email:Relays:metered:Security"] = "None",
            ["Delivery:Email:Relays:metered:Connections"] = "2",
            ["Delivery:Budgets:Campaigns:metered:Channel"] = "Email",
            ["Delivery:Budgets:Campaigns:metered:Provider"] = "metered",
            ["Delivery:Budgets:Campaigns:metered:PerMinute"] = "12",
            ["Delivery:Budgets:Campaigns:rung:Channel"] = "Voice",
            ["Delivery:Budgets:Campaigns:rung:Senders:0"] = MeteredNumber,
            ["Delivery:Budgets:Campaigns:rung:PerMinute"] = "2",
            ["Delivery:Twilio:CallbackUrl"] = Callbacks.SignedRequests.PublicUrl,
            ["Delivery:Email:BounceKey"] = BounceKey,
            ["Delivery:Email:Relays:postfix:Host"] = "127.0.0.1",
            ["Delivery:Email:Relays:postfix:Port"] = $"{PostfixPort.Number}",
            ["Delivery:Email:Relays:postfix:Security"] = "None",
            ["Delivery:Email:Relays:postfix:BounceAddress"] = "bounces@bn.example",
            ["Delivery:Twilio:Accounts:default:AccountSid"] = "AC00000000000000000000000000000001",
            ["Delivery:Twilio:Accounts:default:AuthToken"] = "token",
            ["Delivery:Twilio:Accounts:default:BaseAddress"] = Twilio.Address.ToString(),
            ["Delivery:Twilio:Accounts:default:Timeout"] = "00:00:02",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddLogs();
        Log(builder.Logging);
        builder.AddStorage();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.AddSilo();
        builder.Services.AddBalanceNotifications();
        // Of two for one key the last counts. A retry that one test leaves behind is due in a minute or two of real time:
        // it would take what another has told the relay to do with its message. Nobody moves this clock.
        builder.Services.AddKeyedSingleton<TimeProvider>(Orleans.Reminders.ReminderTimeProviderNames.Reminders, Reminders);
        var silo = builder.Build();
        await silo.StartAsync();
        return silo;
    }

    /// <summary>An api in front of the silos.</summary>
    internal async Task<ApiHost> StartApiAsync(params (string Key, string Value)[] settings)
    {
        var api = await ApiHost.StartAsync(
            Postgres.ConnectionString("bn_api"),
            settings
                .Append((Key: "Cluster:ClusterId", Value: ClusterId))
                .Append((Key: "Events:AllowedNetworks:0", Value: "127.0.0.0/8"))
                .ToDictionary(setting => setting.Key, string? (setting) => setting.Value),
            log: Log);
        await api.Connected;
        return api;
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }

        PostfixPort.Dispose();
        await Relay.DisposeAsync();
        if (_twilio is not null)
        {
            await _twilio.DisposeAsync();
        }

        await Postgres.DisposeAsync();
    }
}

/// <summary>A clock that stands where a test puts it. Timers run as they do, and so does what measures a time.</summary>
internal sealed class TestClock : TimeProvider
{
    /// <summary>Ten in the morning in Chicago (eleven in summer), on the newest Monday.</summary>
    public static readonly DateTimeOffset MondayAtTen = NewestMonday();

    private long _ticks = MondayAtTen.UtcTicks;
    private long _passed;

    public DateTimeOffset Now
    {
        get => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
        set => Interlocked.Exchange(ref _ticks, value.UtcTicks);
    }

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _passed);

    /// <summary>As if what is under way had taken that much longer.</summary>
    public void Pass(TimeSpan time) =>
        Interlocked.Add(ref _passed, (long)(time.TotalSeconds * TimestampFrequency));

    private static DateTimeOffset NewestMonday()
    {
        var today = System.GetUtcNow().UtcDateTime.Date;
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        return new DateTimeOffset(monday, TimeSpan.Zero).AddHours(16);
    }
}
