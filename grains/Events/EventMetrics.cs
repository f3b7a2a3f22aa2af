using System.Diagnostics.Metrics;
using System.Text.Json;

namespace BalanceNotifications.Events;

/// <summary>What operators watch of events that are sent out. No tag names an endpoint.</summary>
internal sealed class EventMetrics
{
    public const string Meter = "BalanceNotifications.Events";

    private readonly Counter<long> _attempts;
    private readonly Counter<long> _pauses;

    public EventMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Meter);
        _attempts = meter.CreateCounter<long>(
            "bn.webhook.attempts", "{attempt}", "Events sent to endpoints, by how the attempt ended.");
        _pauses = meter.CreateCounter<long>(
            "bn.webhook.pauses", "{endpoint}", "Endpoints that were paused: somebody has to see to them.");
    }

    public void Attempted(AttemptError? error) => _attempts.Add(1, new KeyValuePair<string, object?>(
        "outcome", error is null ? "taken" : JsonNamingPolicy.CamelCase.ConvertName($"{error}")));

    public void Paused(WebhookPause pause) => _pauses.Add(1, new KeyValuePair<string, object?>(
        "reason", JsonNamingPolicy.CamelCase.ConvertName($"{pause}")));
}
