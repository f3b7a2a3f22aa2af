using System.Net;
using BalanceNotifications.Accounts;
using BalanceNotifications.Reminders;
using Npgsql;
using Orleans.Configuration;
using Orleans.Reminders;
using Orleans.Serialization;
using Orleans.Storage;

namespace BalanceNotifications.Hosting;

/// <summary>The cluster on PostgreSQL: membership, grain state and reminders by one of the two engines.</summary>
internal static class SiloSetup
{
    private const string Invariant = "Npgsql";

    /// <summary>
    /// How long one statement of a grain may take. A tick makes several and must end within 25 s, or Orleans answers
    /// callers that wait behind it with a time-out; a database that takes longer counts as away.
    /// </summary>
    public static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(5);

    public static WebApplicationBuilder AddSilo(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<ClusterSettings, ClusterSettingsValidator>()
            .BindConfiguration(ClusterSettings.Section);
        var cluster = builder.Configuration.GetSection(ClusterSettings.Section).Get<ClusterSettings>() ?? new();
        var postgres = new NpgsqlConnectionStringBuilder(builder.Configuration.GetConnectionString("Postgres")!)
        {
            CommandTimeout = (int)CommandTimeout.TotalSeconds,
        }.ConfigureForProduct().ConnectionString;

        var reminders = builder.Configuration.EngineOf(EngineSettings.Reminders);
        var storage = builder.Configuration.EngineOf(EngineSettings.Storage);
        builder.Services.AddEngineDatabase(postgres, storage);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = cluster.ShutdownTimeout);
        builder.Services.PinClocks();
        // Before the silo: what stands first starts first.
        builder.Services.AddSingleton<ReminderHomes>();
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<EngineCheck>(
            services, reminders is Engine.Paced ? ReminderTable.AdoNet : ReminderTable.Paced));
        builder.Services.AddEventInterest();
        builder.UseOrleans(silo => silo
            .Configure<ClusterOptions>(options =>
                (options.ClusterId, options.ServiceId) = (cluster.ClusterId, cluster.ServiceId))
            .Configure<SiloOptions>(options => options.SiloName = cluster.SiloName ?? options.SiloName)
            .ConfigureEndpoints(AddressOf(cluster, builder.Environment), cluster.SiloPort, cluster.GatewayPort,
                listenOnAnyHostAddress: cluster.AdvertisedAddress is not null
                    && !IPAddress.IsLoopback(IPAddress.Parse(cluster.AdvertisedAddress)))
            .UseAdoNetClustering(options =>
                (options.Invariant, options.ConnectionString) = (Invariant, postgres))
            .KeepStates(storage, postgres)
            .KeepReminders(reminders, postgres)
            .AddBalanceNotifications());
        builder.Services.AddSingleton(services => new LostReminders(
            services.GetRequiredService<NpgsqlDataSource>(),
            reminders is Engine.Paced ? ReminderTable.Paced : ReminderTable.AdoNet));
        builder.Services.AddSingleton<IGrainStorageSerializer, SystemTextJsonGrainStorageSerializer>();
        builder.Services.Configure<SystemTextJsonGrainStorageSerializerOptions>(
            states => StateJson.Configure(states.JsonSerializerOptions));
        return builder;
    }

    private static ISiloBuilder KeepStates(this ISiloBuilder silo, Engine engine, string postgres) => engine switch
    {
        Engine.AdoNet => silo.AddAdoNetGrainStorageAsDefault(options =>
            (options.Invariant, options.ConnectionString) = (Invariant, postgres)),
        Engine.Paced => silo.UseGroupCommit(),
    };

    private static ISiloBuilder KeepReminders(this ISiloBuilder silo, Engine engine, string postgres) => engine switch
    {
        Engine.AdoNet => silo
            .UseAdoNetReminderService(options =>
                (options.Invariant, options.ConnectionString) = (Invariant, postgres))
            .Configure<ReminderOptions>(options =>
            {
                // The due-window queries of storage/Schema/0002-orleans.sql read this far ahead.
                options.ReminderLoadingWindow = TimeSpan.FromSeconds(90);
                options.RefreshReminderListPeriod = TimeSpan.FromSeconds(10);
            }),
        Engine.Paced => silo.UsePacedReminders(),
    };

    private static IPAddress AddressOf(ClusterSettings cluster, IHostEnvironment environment) =>
        cluster.AdvertisedAddress is { } address ? IPAddress.Parse(address)
        : environment.IsProduction() ? throw new InvalidOperationException(
            $"{ClusterSettings.Section}:{nameof(ClusterSettings.AdvertisedAddress)} is required in Production.")
        : IPAddress.Loopback;

    /// <summary>
    /// A moved clock moves what the product means by now, and the reminders; failure detection, messaging and
    /// collection stay on the real one, or a demo's silos would find each other dead.
    /// </summary>
    private static void PinClocks(this IServiceCollection services)
    {
        services.AddKeyedSingleton<TimeProvider>(KeyedService.AnyKey, (_, _) => TimeProvider.System);
        services.AddKeyedSingleton(
            ReminderTimeProviderNames.Reminders, (provider, _) => provider.GetRequiredService<TimeProvider>());
    }
}
