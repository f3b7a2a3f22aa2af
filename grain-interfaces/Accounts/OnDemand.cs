using BalanceNotifications.Notifications;

namespace BalanceNotifications.Accounts;

/// <summary>Sends one notification now, outside any cadence. The same request id is answered, not repeated.</summary>
/// <param name="Template">With <paramref name="TemplateRevision"/>; null for free text.</param>
/// <param name="Subject">Of a free e-mail; null otherwise.</param>
/// <param name="Text">Free text, as checked as a template's; null for a template.</param>
/// <param name="StatementId">What it is about; null for the newest statement.</param>
/// <param name="OverridesContactHours">Only an admin's request says so.</param>
/// <param name="Batch">The file it is a row of; null for a request of its own.</param>
[GenerateSerializer, Immutable, Alias("send-on-demand")]
public sealed record SendOnDemand(
    [property: Id(0)] string RequestId,
    [property: Id(1)] Channel Channel,
    [property: Id(2)] Guid? Template,
    [property: Id(3)] int? TemplateRevision,
    [property: Id(4)] string? Subject,
    [property: Id(5)] string? Text,
    [property: Id(6)] string? StatementId,
    [property: Id(7)] bool OverridesContactHours,
    [property: Id(8)] string BodyHash,
    [property: Id(9)] string Actor,
    [property: Id(10)] Guid? Batch = null);

/// <summary>How a request to send now ended.</summary>
public enum SendOnDemandOutcome
{
    Accepted,

    /// <summary>Seen before with the same body; the first answer stands.</summary>
    Repeated,

    /// <summary>Seen before with another body.</summary>
    IdReused,

    /// <summary>The account was never created.</summary>
    NoAccount,

    /// <summary>The account has no statement, or not the one that was named (V91).</summary>
    NoStatement,

    /// <summary>It would not be sent; nothing was recorded.</summary>
    Refused,

    /// <summary>The account was merged into another, and takes nothing any more.</summary>
    Merged,
}

/// <param name="Refusal">A reason, when refused.</param>
[GenerateSerializer, Immutable, Alias("send-on-demand-result")]
public sealed record SendOnDemandResult(
    [property: Id(0)] SendOnDemandOutcome Outcome,
    [property: Id(1)] NotificationView? Notification = null,
    [property: Id(2)] string? Refusal = null,
    [property: Id(3)] string? MergedInto = null);
