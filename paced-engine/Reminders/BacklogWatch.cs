using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Reminders;

namespace PacedEngine.Reminders;

/// <summary>Looks every ten seconds how much is due, for the metrics; says so when the oldest has waited for long.</summary>
internal sealed partial class BacklogWatch(
    DueIndex index,
    ReminderMetrics metrics,
    [FromKeyedServices(ReminderTimeProviderNames.Reminders)] TimeProvider clock,
    ILogger<BacklogWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var now = clock.GetUtcNow();
                var (count, oldest) = await index.BacklogAsync(now, stoppingToken);
                var age = oldest is { } since ? now - since : TimeSpan.Zero;
                metrics.Waiting(count, age);
                if (age > Long)
                {
                    LogLate(count, (int)age.TotalSeconds);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogNoCount(e.GetType().Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} reminders are due, the oldest for {Seconds} s")]
    private partial void LogLate(long count, int seconds);

    [LoggerMessage(LogLevel.Warning, "What is due could not be counted: {Error}")]
    private partial void LogNoCount(string error);
}
