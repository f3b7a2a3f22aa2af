using BalanceNotifications.Reminders;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace BalanceNotifications.Hosting;

/// <summary>A silo whose engine does not see the installation's reminders does not start: nobody would be woken.</summary>
internal sealed class EngineCheck(ReminderHomes homes, IOptions<ClusterOptions> cluster, ReminderTable other)
    : IHostedService
{
    /// <exception cref="InvalidOperationException">Reminders stand in the table of the other engine.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await homes.HasAnyAsync(cluster.Value.ServiceId, other, cancellationToken))
        {
            throw new InvalidOperationException(
                $"Reminders stand in the table of engine {other}. Move them with the silos stopped (silo move-reminders), "
                + $"or set {EngineSettings.Reminders} to {other}.");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
