using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Events;

/// <summary>
/// Drives the stream of one endpoint: one event after the other, each until it is taken. Dying before an attempt, it comes
/// when the lease is over; after it and before the stream has moved, the same event is sent again under the same id. A
/// second driver of the same stream, whose lease the first has lost, repeats what that one sent, in the same order.
/// </summary>
internal sealed partial class EventCourier(
    EventStreams streams,
    WebhookSender sender,
    EventMetrics metrics,
    IOptions<EventOptions> options,
    TimeProvider clock,
    ILogger<EventCourier> logger)
{
    private const int Bite = 100;

    // Then the others that wait come first.
    private static readonly TimeSpan Stretch = TimeSpan.FromSeconds(15);

    // Renewed with every event: it outlasts one attempt, and the database.
    private static readonly TimeSpan BesideAttempt = TimeSpan.FromSeconds(30);

    public DateTimeOffset LeaseUntil => clock.GetUtcNow() + options.Value.Timeout + BesideAttempt;

    /// <summary>
    /// Returns when nothing is left, an attempt has failed, the lease is lost or the others have waited enough.
    /// </summary>
    public async Task DriveAsync(ClaimedWebhook webhook, CancellationToken stoppingToken)
    {
        var begun = clock.GetTimestamp();
        var place = webhook.ReadUpTo;
        var driven = webhook;
        while (!stoppingToken.IsCancellationRequested && clock.GetElapsedTime(begun) < Stretch)
        {
            var events = await streams.NextAsync(driven, place, Bite, stoppingToken);
            foreach (var next in events)
            {
                if (stoppingToken.IsCancellationRequested || clock.GetElapsedTime(begun) >= Stretch)
                {
                    break;
                }

                if (next.Data is not null && !await SendAsync(driven, next, next.Data))
                {
                    return;
                }

                place = next.Place;
                // What an endpoint took ends its failures.
                driven = next.Data is null ? driven : driven with { Failures = 0, FailingSince = null };
            }

            if (events is [.., { Data: null }] && !await streams.PassAsync(driven, place, LeaseUntil))
            {
                return;
            }

            if (events.Count < Bite)
            {
                break;
            }
        }

        await streams.ReleaseAsync(webhook, clock.GetUtcNow());
    }

    /// <returns>False when the stream does not go on for now.</returns>
    private async Task<bool> SendAsync(ClaimedWebhook webhook, LoggedEvent next, string data)
    {
        var body = EventEnvelope.Of(next.Id, next.Type, next.At, webhook.Slug, data);
        var attempt = await sender.PostAsync(webhook, next.Id, body, clock.GetUtcNow());
        metrics.Attempted(attempt.Error);
        var now = clock.GetUtcNow();
        var line = attempt.Line(next.Id, next.Type, now);
        return attempt.Error is null
            ? await streams.DeliveredAsync(webhook, line, next.Place, LeaseUntil)
            : await FailAsync(webhook, line);
    }

    private async Task<bool> FailAsync(ClaimedWebhook webhook, AttemptLine line)
    {
        var failures = webhook.Failures + 1;
        var since = webhook.FailingSince ?? line.At;
        var next = RetryRules.NextAt(failures, since, line.At, Random.Shared.NextDouble());
        WebhookPause? pause = line.Error is AttemptError.Gone ? WebhookPause.Gone
            : next is null ? WebhookPause.Failing
            : null;
        var held = await streams.FailedAsync(webhook, line, failures, since, next ?? line.At, pause);
        if (held && pause is { } why)
        {
            metrics.Paused(why);
            LogPaused(webhook.Id, webhook.Practice, failures, since, line.Error!.Value);
        }

        return false;
    }

    [LoggerMessage(
        LogLevel.Error,
        "Webhook {Webhook} of practice {Practice} is paused until somebody resumes it: {Failures} attempts since {Since} failed, the last by {Error}")]
    private partial void LogPaused(Guid webhook, int practice, int failures, DateTimeOffset since, AttemptError error);
}
