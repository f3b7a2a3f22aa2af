using BalanceNotifications.Accounts;
using Npgsql;
using PacedEngine;
using PacedEngine.Reminders;
using PacedEngine.Storage;

namespace BalanceNotifications.Hosting;

/// <summary>Which of the two engines keeps reminders and grain states (design.md 6). The grains are the same on both.</summary>
internal enum Engine
{
    /// <summary>Orleans' own AdoNet providers with our queries: for small installations, and the way back.</summary>
    AdoNet,

    /// <summary>The due index and group commit of <c>paced-engine/</c>.</summary>
    Paced,
}

internal static class EngineSettings
{
    /// <summary>One of <see cref="Engine"/>. Moving an installation from one to the other takes <c>silo move-reminders</c>.</summary>
    public const string Reminders = "Reminders:Engine";

    /// <summary>One of <see cref="Engine"/>. Both work on the same table: there is nothing to move.</summary>
    public const string Storage = "Storage:Engine";

    private const string PacedReminders = "Reminders:Paced";
    private const string GroupCommit = "Storage:Paced";

    // Two lanes each for reads, writes and reminders; claims, and what asks now and then. Where each account tells its
    // history by itself, eight at a time are more than two cores of PostgreSQL.
    private const int EngineConnections = 10;

    /// <exception cref="InvalidOperationException">The setting names no engine.</exception>
    public static Engine EngineOf(this IConfiguration configuration, string setting) =>
        configuration[setting] is not { } name ? Engine.AdoNet
        : Enum.TryParse<Engine>(name, ignoreCase: true, out var engine) && Enum.IsDefined(engine) ? engine
        : throw new InvalidOperationException($"{setting} is AdoNet or Paced, not {name}.");

    public static ISiloBuilder UsePacedReminders(this ISiloBuilder silo) => silo.UsePacedReminders(options => options
        .BindConfiguration(PacedReminders, binder => binder.ErrorOnUnknownConfiguration = true)
        .Configure(paced => paced.TenantOf = TenantOf));

    public static ISiloBuilder UseGroupCommit(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<ICompanion, AccountCompanion>();
        silo.Services.AddSingleton(new Telling(WithState: true));
        return silo.AddGroupCommitGrainStorageAsDefault(options => options
            .BindConfiguration(GroupCommit, binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>
    /// A few connections for what every tick writes, which keep the plans of its statements: handed out in turn by a large
    /// pool, each of its hundred connections would plan each of them, and plans for 65 partitions take longer than the
    /// work. With the ids in hand the planner would plan them anew each time; the general plan prunes when it runs.
    /// </summary>
    public static void AddEngineDatabase(this IServiceCollection services, string postgres) =>
        services.AddKeyedSingleton(EngineDatabase.Key, (_, _) =>
        {
            var database = new NpgsqlDataSourceBuilder(postgres).ConfigureForProduct();
            var connection = database.ConnectionStringBuilder;
            connection.Options = $"{connection.Options} -c plan_cache_mode=force_generic_plan".TrimStart();
            connection.MaxPoolSize = EngineConnections;
            // At once: another use unprepared is another plan, on each of them.
            connection.AutoPrepareMinUsages = 1;
            return database.Build();
        }).AddSingleton(services => new AccountJournal(
            services.GetRequiredKeyedService<NpgsqlDataSource>(EngineDatabase.Key)));

    /// <summary>The practice: an account's key begins with it.</summary>
    internal static string TenantOf(GrainId grain)
    {
        var key = grain.Key.ToString()!;
        return key.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? key[..slash] : "";
    }
}
