using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Events;

/// <summary>
/// Keeps <see cref="EventInterest"/> a few seconds old at the most. It is there before the first grain is: what is told
/// before somebody knows who listens is told to nobody.
/// </summary>
internal sealed partial class EventInterestWatch(
    EventInterest interest, TimeProvider clock, ILogger<EventInterestWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await interest.RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await interest.RefreshAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // While the database is away nothing is told either.
                LogNotRefreshed(e.GetType().Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Who listens to events could not be read: {Error}; what was known stays")]
    private partial void LogNotRefreshed(string error);
}
