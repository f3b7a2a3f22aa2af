using BalanceNotifications.Accounts;
using BalanceNotifications.Events;
using Microsoft.Extensions.Options;
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

    private const string Journal = "account-journal";

    // The ledger's two lanes, claims, and what asks now and then.
    private const int ConnectionsBesideLanes = 6;

    // Where each account tells its history by itself, eight at a time are more than two cores of PostgreSQL.
    private const int JournalConnections = 8;

    // A tick that could not tell its history waits with it; one that waits for a connection holds up all behind it.
    // Plans go with their connection: what was made for a table of yesterday is made anew.
    private const int SecondsOfAPlan = 300;

    private static readonly TimeSpan PatienceOfJournal = TimeSpan.FromSeconds(3);

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
    /// work. The engine's are as many as its lanes need, so that none waits for another; history has its own, but where it
    /// is written with the state.
    /// </summary>
    public static void AddEngineDatabase(this IServiceCollection services, string postgres, Engine storage)
    {
        services.AddKeyedSingleton(EngineDatabase.Key, (provider, _) =>
            Few(postgres, LanesOf(provider) + ConnectionsBesideLanes));
        services.AddKeyedSingleton(Journal, (_, _) => Few(postgres, JournalConnections, PatienceOfJournal));
        services.AddSingleton(provider => new AccountJournal(
            provider.GetRequiredKeyedService<NpgsqlDataSource>(storage is Engine.Paced ? EngineDatabase.Key : Journal),
            provider.GetRequiredService<EventInterest>()));
        if (storage is Engine.Paced)
        {
            services.AddSingleton(provider => new Ledger(
                provider.GetRequiredKeyedService<NpgsqlDataSource>(EngineDatabase.Key)));
        }
    }

    private static int LanesOf(IServiceProvider provider)
    {
        var storage = provider.GetRequiredService<IOptions<GroupCommitOptions>>().Value;
        var reminders = provider.GetRequiredService<IOptions<PacedReminderOptions>>().Value;
        return storage.Reads.Lanes + storage.Writes.Lanes + reminders.Batches.Lanes;
    }

    // With the ids in hand the planner would plan the statements anew each time; the general plan prunes when it runs. Made
    // while a table is empty, it would read all of it, and go on doing so while the first file of a million rows fills it:
    // each statement here is served by an index, row by row, and nothing else is to be tried. Where nothing but a scan
    // can do, its cost is said to be huge, and what is huge would be compiled.
    private const string Plans =
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off "
        + "-c enable_memoize=off -c jit=off";

    // A silo whose machine is gone in the middle of a transaction leaves its locks, those of the event log among them, to
    // a connection that nobody ends for hours.
    private const string Farewell = "-c idle_in_transaction_session_timeout=10s";

    private static NpgsqlDataSource Few(string postgres, int connections, TimeSpan? patience = null)
    {
        var database = new NpgsqlDataSourceBuilder(postgres).ConfigureForProduct();
        var connection = database.ConnectionStringBuilder;
        connection.Options = $"{connection.Options} {Plans} {Farewell}".TrimStart();
        connection.MaxPoolSize = connections;
        connection.ConnectionLifetime = SecondsOfAPlan;
        connection.Timeout = (int?)patience?.TotalSeconds ?? connection.Timeout;
        // At once: another use unprepared is another plan, on each of them.
        connection.AutoPrepareMinUsages = 1;
        return database.Build();
    }

    /// <summary>The practice: an account's key begins with it.</summary>
    internal static string TenantOf(GrainId grain)
    {
        var key = grain.Key.ToString()!;
        return key.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? key[..slash] : "";
    }
}
