using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using BalanceNotifications.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Fixtures;

/// <summary>
/// The real api in this process, on a real port. It needs a database and no silo: the Orleans client keeps trying,
/// as it does in production.
/// </summary>
public sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Task _starting;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Socket _socket;

    private ApiHost(
        string postgres, IReadOnlyDictionary<string, string?> settings, TimeProvider? clock,
        Action<WebApplication>? extend, Action<ILoggingBuilder>? log)
    {
        // Bound before the host starts: a first request waits in the backlog instead of asking whether it may come.
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Listen();

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration["ConnectionStrings:Postgres"] = postgres;
        builder.Configuration["Events:Key"] ??= ApiKeys.Events;
        ApiKeys.Configure(builder.Configuration);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = _ => _socket);
        builder.AddApi();
        (log ?? (logging => logging.ClearProviders()))(builder.Logging);
        if (clock is not null)
        {
            builder.Services.AddSingleton(clock);
        }

        _app = builder.Build();
        _app.MapApi();
        extend?.Invoke(_app);
        Client = new HttpClient { BaseAddress = new Uri($"http://{_socket.LocalEndPoint}") };
        _starting = _app.StartAsync(_stopping.Token);
    }

    /// <summary>Without a key.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Ends when it has found its silos.</summary>
    public Task Connected => _starting;

    /// <summary>Returns as soon as the api answers.</summary>
    /// <param name="clock">What the product takes for now; null for the real time.</param>
    /// <param name="extend">Adds to the pipeline and the routes, after the product's own.</param>
    /// <param name="log">What it logs by; null for nothing.</param>
    public static async Task<ApiHost> StartAsync(
        string postgres, IReadOnlyDictionary<string, string?>? settings = null, TimeProvider? clock = null,
        Action<WebApplication>? extend = null, Action<ILoggingBuilder>? log = null)
    {
        var host = new ApiHost(postgres, settings ?? new Dictionary<string, string?>(), clock, extend, log);
        var live = host.Client.GetAsync("/health/live");
        if (await Task.WhenAny(host._starting, live) == host._starting)
        {
            await host._starting;
        }

        (await live).EnsureSuccessStatusCode();
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _stopping.CancelAsync();
        await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _app.DisposeAsync();
        _socket.Dispose();
        _stopping.Dispose();
    }
}

/// <summary>The callers that tests play.</summary>
internal static class ApiKeys
{
    /// <summary>Also the operator's.</summary>
    public const string Admin = "key-of-admin";
    public const string Biller = "key-of-biller";
    public const string Viewer = "key-of-viewer";
    public const string Integration = "key-of-integration";

    /// <summary>An admin of the practices <c>named-clinic</c> and <c>unborn-clinic</c> alone.</summary>
    public const string Named = "key-of-named";

    /// <summary>An admin of another organisation.</summary>
    public const string Stranger = "key-of-stranger";

    /// <summary>What the secrets of endpoints are made from.</summary>
    public static readonly string Events = Convert.ToBase64String([.. Enumerable.Repeat((byte)9, 32)]);

    public static void Configure(IConfiguration configuration)
    {
        // All tests come from one address.
        configuration["Access:FailuresPerMinute"] ??= "10000";
        Add(configuration, Admin, "north", ["*"], "admin");
        configuration[$"Access:Keys:{Admin}:Operator"] = "true";
        Add(configuration, Biller, "north", ["*"], "biller");
        Add(configuration, Viewer, "north", ["*"], "viewer");
        Add(configuration, Integration, "north", ["*"], "integration");
        Add(configuration, Named, "north", ["named-clinic", "unborn-clinic"], "admin");
        Add(configuration, Stranger, "south", ["*"], "admin");
    }

    private static void Add(
        IConfiguration configuration, string key, string organisation, IReadOnlyList<string> practices, string role)
    {
        var section = configuration.GetSection($"Access:Keys:{key}");
        section["Sha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        section["Organisation"] = organisation;
        section["Roles:0"] = role;
        for (var index = 0; index < practices.Count; index++)
        {
            section[$"Practices:{index}"] = practices[index];
        }
    }
}
