namespace BalanceNotifications.Events;

/// <summary>What somebody asks of an endpoint.</summary>
public sealed record WebhookDraft(string Url, string? Description, EventTypes Types);

/// <summary>An endpoint and how it goes.</summary>
/// <param name="OldSecretUntil">Until when the secret before is used too; null when it is not.</param>
/// <param name="Failures">Attempts in a row that failed.</param>
/// <param name="FailingSince">When the first of them was; null when the last attempt was taken.</param>
/// <param name="NextAt">Not tried again before.</param>
/// <param name="PausedAt">Null while it is not.</param>
/// <param name="LastDeliveredAt">Null before the first.</param>
/// <param name="BehindSince">When the oldest event was told that it is still to be sent; null when there is none.</param>
public sealed record Webhook(
    Guid Id,
    int Revision,
    WebhookDraft Draft,
    int SecretVersion,
    DateTimeOffset? OldSecretUntil,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    int Failures,
    DateTimeOffset? FailingSince,
    DateTimeOffset NextAt,
    DateTimeOffset? PausedAt,
    WebhookPause? PausedFor,
    DateTimeOffset? LastDeliveredAt,
    DateTimeOffset? BehindSince);

/// <summary>Why an endpoint is sent nothing. The numbers are stored; they never change.</summary>
public enum WebhookPause
{
    /// <summary>It took nothing for a day.</summary>
    Failing = 1,

    /// <summary>It answered 410.</summary>
    Gone = 2,
}

/// <summary>One attempt.</summary>
/// <param name="Status">Of HTTP; null where nothing was answered.</param>
/// <param name="Error">Null when it was taken.</param>
public sealed record WebhookDelivery(
    long Number, Guid Event, EventType Type, DateTimeOffset At, int Milliseconds, int? Status, AttemptError? Error);
