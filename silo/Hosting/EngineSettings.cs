using BalanceNotifications.Accounts;
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

    /// <summary>The practice: an account's key begins with it.</summary>
    internal static string TenantOf(GrainId grain)
    {
        var key = grain.Key.ToString()!;
        return key.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? key[..slash] : "";
    }
}
