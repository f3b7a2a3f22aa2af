using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace BalanceNotifications.Bench.Measure;

/// <summary>A silo and an api as operators run them, on the run's database, and a client that may ask for everything.</summary>
internal sealed class Product : IAsyncDisposable
{
    private const string Key = "bench";

    private Product(ProductProcess silo, ProductProcess api)
    {
        (Silo, Api) = (silo, api);
        Client = new() { BaseAddress = api.Address, Timeout = Timeout.InfiniteTimeSpan };
        Client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
    }

    public ProductProcess Silo { get; }

    public ProductProcess Api { get; }

    public HttpClient Client { get; }

    /// <param name="engine">AdoNet or Paced.</param>
    /// <param name="settings">Of the silo, besides those every run has.</param>
    public static async Task<Product> StartAsync(
        BenchDatabase database, string engine, IReadOnlyDictionary<string, string> settings)
    {
        var common = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Bench",
            ["Clock:Offset"] = $"{database.ClockOffset}",
            ["Cluster:ServiceId"] = BenchSilo.ServiceId,
            ["Links:PublicUrl"] = "https://pay.example",
            ["Links:Key"] = Convert.ToBase64String(new byte[32]),
        };
        var silo = await ProductProcess.StartAsync("Silo", FreePort(), new Dictionary<string, string>(common)
        {
            ["ConnectionStrings:Postgres"] = database.ConnectionString("bn_silo"),
            ["Reminders:Engine"] = engine,
            ["Storage:Engine"] = engine,
            ["Cluster:SiloPort"] = $"{FreePort()}",
            ["Cluster:GatewayPort"] = $"{FreePort()}",
            ["Delivery:Email:Relays:default:Host"] = "127.0.0.1",
            ["Delivery:Email:Relays:default:Port"] = "1",
        }.Concat(settings).ToDictionary());
        var api = await ProductProcess.StartAsync("Api", FreePort(), new Dictionary<string, string>(common)
        {
            ["ConnectionStrings:Postgres"] = database.ConnectionString("bn_api"),
            [$"Access:Keys:{Key}:Sha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Key))),
            [$"Access:Keys:{Key}:Organisation"] = "bench",
            [$"Access:Keys:{Key}:Practices:0"] = "*",
            [$"Access:Keys:{Key}:Roles:0"] = "admin",
        });
        return new(silo, api);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Api.DisposeAsync();
        await Silo.DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
