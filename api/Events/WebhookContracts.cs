using System.Net;
using System.Text.Json.Serialization;
using BalanceNotifications.Errors;

namespace BalanceNotifications.Events;

/// <summary>Body of a POST or PUT of an endpoint.</summary>
/// <param name="Url">Where events are posted to: https, of the public internet.</param>
/// <param name="Description">For people; null for none.</param>
/// <param name="Events">Names such as <c>notification.sent</c>, <c>notification.*</c> or <c>*</c>; all when not said.</param>
internal sealed record SaveWebhookRequest(string? Url, string? Description, IReadOnlyList<string?>? Events)
{
    public WebhookDraft Read(FieldChecks checks, IReadOnlyCollection<IPNetwork> allowed)
    {
        var url = checks.Required(Url, "url");
        checks.Add(WebhookRules.Validate(url, Description, allowed));
        return new(url, Description, ReadTypes(checks));
    }

    private EventTypes ReadTypes(FieldChecks checks)
    {
        if (Events is null)
        {
            return EventTypes.All;
        }

        if (Events.Count == 0)
        {
            checks.Add("events", "Names at least one event; leave it out for all.");
        }

        for (var index = 0; index < Events.Count; index++)
        {
            if (EventTypes.Parse([Events[index] ?? ""]) is null)
            {
                checks.Add($"events[{index}]", "Is no event, group of events or *.");
            }
        }

        return checks.Failed ? EventTypes.All : EventTypes.Parse(Events!)!.Value;
    }
}

/// <summary>Optional body of a rotation.</summary>
/// <param name="OverlapHours">For how long the secret before is used too, 0 to 168; 24 when not said.</param>
internal sealed record RotateWebhookRequest(int? OverlapHours)
{
    public const int DefaultHours = 24;
    private const int MostHours = 168;

    public TimeSpan Read(FieldChecks checks)
    {
        if (OverlapHours is < 0 or > MostHours)
        {
            checks.Add("overlapHours", $"Lies between 0 and {MostHours}.");
        }

        return TimeSpan.FromHours(OverlapHours ?? DefaultHours);
    }
}

/// <summary>Body of a replay.</summary>
/// <param name="From">All that was told from here on is sent again.</param>
internal sealed record ReplayWebhookRequest(DateTimeOffset? From);

internal enum WebhookStatus
{
    Active,

    /// <summary>The last attempt failed; it is tried again.</summary>
    Retrying,

    /// <summary>Somebody has to see to it, and resume it.</summary>
    Paused,
}

/// <summary>An endpoint and how it goes.</summary>
/// <param name="OldSecretUntil">Until when messages carry a signature by the secret before as well.</param>
/// <param name="PausedFor">Null while it is not paused.</param>
/// <param name="Failures">Attempts in a row that failed.</param>
/// <param name="NextAttemptAt">Null unless it is retrying.</param>
/// <param name="BehindSince">When the oldest event was told that is still to be sent; null when there is none.</param>
internal sealed record WebhookResponse(
    Guid Id,
    string Url,
    string? Description,
    IReadOnlyList<string> Events,
    WebhookStatus Status,
    DateTimeOffset? PausedAt,
    WebhookPause? PausedFor,
    int Failures,
    DateTimeOffset? FailingSince,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset? LastDeliveredAt,
    DateTimeOffset? BehindSince,
    DateTimeOffset? OldSecretUntil,
    DateTimeOffset CreatedAt,
    string CreatedBy)
{
    /// <summary>Shown when it is made or rotated, and never again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    public static WebhookResponse From(Webhook webhook, DateTimeOffset now)
    {
        var status = webhook.PausedAt is not null ? WebhookStatus.Paused
            : webhook.Failures > 0 ? WebhookStatus.Retrying
            : WebhookStatus.Active;
        return new(
            webhook.Id, webhook.Draft.Url, webhook.Draft.Description, webhook.Draft.Types.Names(), status,
            webhook.PausedAt, webhook.PausedFor, webhook.Failures, webhook.FailingSince,
            status is WebhookStatus.Retrying ? webhook.NextAt : null, webhook.LastDeliveredAt, webhook.BehindSince,
            webhook.OldSecretUntil > now ? webhook.OldSecretUntil : null, webhook.CreatedAt, webhook.CreatedBy);
    }
}

/// <summary>One attempt.</summary>
/// <param name="Event">The <c>webhook-id</c> that was sent.</param>
/// <param name="Type">For example <c>notification.sent</c>.</param>
/// <param name="Delivered">The endpoint took it.</param>
/// <param name="Status">Of HTTP; null where nothing was answered.</param>
internal sealed record WebhookDeliveryResponse(
    Guid Event, string Type, DateTimeOffset At, int Milliseconds, bool Delivered, int? Status, AttemptError? Error)
{
    public static WebhookDeliveryResponse From(WebhookDelivery delivery) => new(
        delivery.Event, EventTypes.NameOf(delivery.Type), delivery.At, delivery.Milliseconds, delivery.Error is null,
        delivery.Status, delivery.Error);
}

/// <summary>What became of a test.</summary>
internal sealed record WebhookTestResponse(Guid Event, bool Delivered, int? Status, AttemptError? Error, int Milliseconds)
{
    public static WebhookTestResponse From(PingAnswer answer) =>
        new(answer.Id, answer.Error is null, answer.Status, answer.Error, answer.Milliseconds);
}
