using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Events;

/// <summary>
/// Takes endpoints that have something to be sent, so many at a time. Every silo does it: a lease keeps two from driving one
/// stream, and one that waits long for its answers holds up nobody but itself.
/// </summary>
internal sealed partial class EventPump(
    EventStreams streams,
    EventCourier courier,
    IOptions<EventOptions> options,
    TimeProvider clock,
    ILogger<EventPump> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.IsOn)
        {
            return;
        }

        var running = new List<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                running.RemoveAll(drive => drive.IsCompleted);
                var room = options.Value.AtOnce - running.Count;
                foreach (var webhook in await streams.ClaimAsync(
                    room, clock.GetUtcNow(), courier.LeaseUntil, stoppingToken))
                {
                    running.Add(DriveAsync(webhook, stoppingToken));
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // A database that is away comes back; nothing is lost meanwhile.
                LogNoClaim(e.GetType().Name);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await RestAsync(running, stoppingToken);
        }

        // What is on its way ends, within the time-out of an attempt.
        await Task.WhenAll(running);
    }

    private async Task RestAsync(List<Task> running, CancellationToken stoppingToken)
    {
        await Task.Delay(Poll, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (running.Count >= options.Value.AtOnce)
        {
            await ((Task)Task.WhenAny(running)).WaitAsync(stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task DriveAsync(ClaimedWebhook webhook, CancellationToken stoppingToken)
    {
        try
        {
            await courier.DriveAsync(webhook, stoppingToken);
        }
        catch (Exception e)
        {
            // It comes again when its lease is over.
            LogInterrupted(webhook.Id, e.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "No endpoints could be taken: {Error}; tried again in a moment")]
    private partial void LogNoClaim(string error);

    [LoggerMessage(LogLevel.Warning, "Webhook {Webhook} was interrupted by {Error} and goes on within a minute")]
    private partial void LogInterrupted(Guid webhook, string error);
}
