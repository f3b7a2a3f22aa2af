using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Reminders;
using Orleans.Timers;

namespace PacedEngine.Reminders;

/// <summary>Reminders at the pace of the work behind them, in place of Orleans' own reminder service.</summary>
public static class PacedReminders
{
    /// <summary>
    /// Adds registry and pump. Needs an <c>NpgsqlDataSource</c> in the container, perhaps one of its own
    /// (<see cref="EngineDatabase.Key"/>), the table of
    /// storage/Schema/0030-paced-engine.sql, and no <c>AddReminders</c>. Time comes from the <see cref="TimeProvider"/>
    /// keyed <see cref="ReminderTimeProviderNames.Reminders"/>.
    /// </summary>
    public static ISiloBuilder UsePacedReminders(
        this ISiloBuilder silo, Action<OptionsBuilder<PacedReminderOptions>>? configure = null)
    {
        var services = silo.Services;
        services.AddMetrics();
        services.AddSingleton<IValidateOptions<PacedReminderOptions>, PacedReminderOptionsValidator>();
        configure?.Invoke(services.AddOptions<PacedReminderOptions>().ValidateOnStart());
        services.AddSingleton(provider => new DueIndex(EngineDatabase.Of(provider)));
        services.AddSingleton<DueJournal>();
        services.AddSingleton<InFlight>();
        services.AddSingleton<ReminderMetrics>();
        services.AddSingleton<Delivery>();
        services.AddSingleton<ParkedReminders>();
        services.AddSingleton<IReminderRegistry, PacedReminderRegistry>();
        services.AddHostedService<ReminderPump>();
        services.AddHostedService<BacklogWatch>();
        return silo;
    }
}
