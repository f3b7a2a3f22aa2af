using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace BalanceNotifications.Events;

/// <summary>Keeps nothing. Endpoints are reached from silos alone, so that one network policy covers them.</summary>
[GrainType("webhook"), StatelessWorker(maxLocalWorkers: 4)]
internal sealed class WebhookGrain(
    EventStreams streams, WebhookSender sender, EventMetrics metrics, IOptions<EventOptions> options, TimeProvider clock)
    : Grain, IWebhookGrain
{
    public async Task<PingAnswer?> PingAsync(Guid webhook, CancellationToken cancellationToken)
    {
        if (!options.Value.IsOn
            || await streams.FindAsync((int)this.GetPrimaryKeyLong(), webhook, cancellationToken) is not { } found)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var body = EventEnvelope.Of(id, EventType.Ping, now, found.Slug, "{}");
        var attempt = await sender.PostAsync(found, id, body, now);
        metrics.Attempted(attempt.Error);
        var line = attempt.Line(id, EventType.Ping, now);
        await streams.LogAsync(found, line);
        return new(id, line.Status, line.Error, line.Milliseconds);
    }
}
