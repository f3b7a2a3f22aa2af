using System.Runtime.Versioning;
using BalanceNotifications.Fixtures;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Privacy;

/// <summary>A cluster of which everything is watched that it writes down, down to the log of its database server.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class WatchedCluster : ClusterFixture
{
    public new const string Name = "watched cluster";

    private PostgresFixture? _postgres;

    internal Watch Watch { get; } = new();

    internal WatchedServer? Server { get; private set; }

    internal override string Engine => "Paced";

    internal override PostgresFixture Postgres => _postgres ??= new(() => Server?.ConnectionString);

    // As the product says at Trace, and all else from the level on that the product lets through.
    internal override void Log(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddProvider(Watch);
        logging.AddFilter("BalanceNotifications", LogLevel.Trace);
        logging.AddFilter("PacedEngine", LogLevel.Trace);
    }

    public override async ValueTask InitializeAsync()
    {
        Server = await WatchedServer.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Watch.Dispose();
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }
    }
}

[CollectionDefinition(WatchedCluster.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class WatchedCollection : ICollectionFixture<WatchedCluster>;
