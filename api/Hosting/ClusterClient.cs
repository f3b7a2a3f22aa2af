using Orleans.Configuration;

namespace BalanceNotifications.Hosting;

/// <summary>The api as a client of the silos, which it finds through PostgreSQL.</summary>
internal static class ClusterClient
{
    private const string DefaultName = "balance-notifications";
    private static readonly TimeSpan GatewayListRefresh = TimeSpan.FromSeconds(5);

    public static void AddClusterClient(this WebApplicationBuilder builder)
    {
        var cluster = builder.Configuration.GetSection("Cluster");
        builder.Services.AddSingleton<ClusterConnection>();
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(options =>
            {
                options.ClusterId = cluster[nameof(ClusterOptions.ClusterId)] ?? DefaultName;
                options.ServiceId = cluster[nameof(ClusterOptions.ServiceId)] ?? DefaultName;
            })
            .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = GatewayListRefresh)
            .UseAdoNetClustering(options =>
            {
                options.Invariant = "Npgsql";
                options.ConnectionString = builder.Configuration.GetConnectionString("Postgres");
            })
            .UseConnectionRetryFilter<ClusterConnectionRetry>()
            .AddClusterConnectionLostHandler(services => services.GetRequiredService<ClusterConnection>().OnLost)
            .AddGatewayCountChangedHandler(services => services.GetRequiredService<ClusterConnection>().OnGatewaysChanged));

        // The clock of a demonstration moves what the product sees, never how Orleans talks: after UseOrleansClient, so
        // that it replaces the catch-all that follows the unkeyed clock.
        builder.Services.AddKeyedSingleton(KeyedService.AnyKey, TimeProvider.System);

        // The client's start waits for a silo; liveness must not wait for the client.
        builder.Services.Configure<HostOptions>(options => options.ServicesStartConcurrently = true);
    }
}
