using System.Net;
using System.Net.Sockets;
using BalanceNotifications.Delivery;
using BalanceNotifications.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Bench;

/// <summary>The product's silo in this process, on the engine and with the way out that the run is about.</summary>
internal static class BenchSilo
{
    public const string ServiceId = "balance-notifications";

    /// <summary>AdoNet as Orleans and Npgsql bring it.</summary>
    public const string Stock = "AdoNetStock";

    private static readonly TimeSpan PoolTimeout = TimeSpan.FromSeconds(300);

    /// <param name="engine">AdoNet, <see cref="Stock"/> or Paced.</param>
    /// <param name="relay">Port of the mail sink; null to send nothing, by <paramref name="noOp"/>.</param>
    public static async Task<WebApplication> StartAsync(
        BenchDatabase database, string engine, int? relay, NoOpChannel noOp, IReadOnlyDictionary<string, string?> settings)
    {
        var silo = Build(database, engine, relay, noOp, settings);
        await silo.StartAsync();
        return silo;
    }

    /// <summary>The same, not started.</summary>
    public static WebApplication Build(
        BenchDatabase database, string engine, int? relay, NoOpChannel noOp, IReadOnlyDictionary<string, string?> settings)
    {
        var stock = engine == Stock;
        var kept = stock ? "AdoNet" : engine;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Bench" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = database.ConnectionString("bn_silo", stock ? null : PoolTimeout),
            ["Clock:Offset"] = $"{database.ClockOffset}",
            ["Reminders:Engine"] = kept,
            ["Storage:Engine"] = kept,
            ["Cluster:ServiceId"] = ServiceId,
            ["Cluster:SiloPort"] = $"{FreePort()}",
            ["Cluster:GatewayPort"] = $"{FreePort()}",
            ["Cluster:ShutdownTimeout"] = "00:00:30",
            ["Links:PublicUrl"] = "https://pay.example",
            ["Links:Key"] = Convert.ToBase64String(new byte[32]),
            ["Delivery:Email:Relays:default:Host"] = "127.0.0.1",
            ["Delivery:Email:Relays:default:Port"] = $"{relay ?? 1}",
            ["Delivery:Email:Relays:default:Security"] = "None",
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.AddStorage(SiloSetup.CommandTimeout);
        builder.AddSilo();
        builder.Services.AddBalanceNotifications();
        if (relay is null)
        {
            // Of two for one channel the last counts.
            builder.Services.AddSingleton<IDeliveryChannel>(noOp);
        }

        if (stock)
        {
            var orleans = new ReminderOptions();
            builder.Services.PostConfigure<ReminderOptions>(options =>
                (options.ReminderLoadingWindow, options.RefreshReminderListPeriod) =
                    (orleans.ReminderLoadingWindow, orleans.RefreshReminderListPeriod));
        }

        return builder.Build();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
