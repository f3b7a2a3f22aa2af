using BalanceNotifications.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.Hosting;
using Orleans.Reminders;
using PacedEngine.Reminders;

namespace BalanceNotifications.Engine;

/// <summary>A silo with paced reminders and nothing else of the product, on a driven clock. Tenants are what stands before a slash.</summary>
internal sealed class PacedSilo : IAsyncDisposable
{
    private static readonly DateTimeOffset Nine = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));
    private readonly IHost _host;

    private PacedSilo(IHost host) => _host = host;

    public ProbeTicks Ticks => _host.Services.GetRequiredService<ProbeTicks>();

    public FakeTimeProvider Clock => _host.Services.GetRequiredService<FakeTimeProvider>();

    public DueIndex Index => _host.Services.GetRequiredService<DueIndex>();

    public ParkedReminders Parked => _host.Services.GetRequiredService<ParkedReminders>();

    public static async Task<PacedSilo> StartAsync(PostgresFixture postgres, Action<PacedReminderOptions>? configure = null)
    {
        await DueTable.EmptyAsync(postgres);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        var ports = SiloPorts.Free();
        builder.Services.AddSingleton(postgres.Owner);
        builder.Services.AddSingleton<ProbeTicks>();
        builder.Services.AddSingleton(new FakeTimeProvider(Nine));
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(ports.Silo, ports.Gateway, clusterId: $"paced-{ports.Silo}", serviceId: "paced")
            .UsePacedReminders(options => options.Configure(paced =>
            {
                paced.TenantOf = grain => grain.Key.ToString()!.Split('/')[0];
                configure?.Invoke(paced);
            })));
        builder.Services.AddKeyedSingleton<TimeProvider>(
            ReminderTimeProviderNames.Reminders, (services, _) => services.GetRequiredService<FakeTimeProvider>());
        var silo = new PacedSilo(builder.Build());
        await silo._host.StartAsync(silo._patience.Token);
        return silo;
    }

    public IProbeGrain Grain(string key) => _host.Services.GetRequiredService<IGrainFactory>().GetGrain<IProbeGrain>(key);

    /// <summary>Puts overdue reminders into the index, as registrations of long ago.</summary>
    public Task AddOverdueAsync(IEnumerable<string> keys) => Index.WriteAsync(
    [
        .. keys.Select(key => new DueChange.Register(
            new($"probe/{key}", "tick"), key.Split('/')[0], Clock.GetUtcNow().AddHours(-1), TimeSpan.FromDays(1))),
    ]);

    /// <summary>Lets the pump's time pass until something holds.</summary>
    public async Task PassUntilAsync(Func<Task<bool>> holds, TimeSpan? step = null)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await holds())
        {
            Clock.Advance(step ?? TimeSpan.FromMilliseconds(100));
            await pace.WaitForNextTickAsync(_patience.Token);
        }
    }

    public Task PassUntilAsync(Func<bool> holds, TimeSpan? step = null) =>
        PassUntilAsync(() => Task.FromResult(holds()), step);

    public Task StopAsync() => _host.StopAsync(_patience.Token);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _host.Dispose();
        _patience.Dispose();
    }
}
