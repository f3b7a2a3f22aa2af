using BalanceNotifications.Templates;

namespace BalanceNotifications.Notifications;

/// <summary>A notification in a list. Its address is mostly hidden.</summary>
/// <param name="Reason">A code; null when there is nothing to say.</param>
/// <param name="ReasonDetail">More about the reason, for example <c>dispute</c> of a hold; null when there is none.</param>
/// <param name="Label">What screens call its status.</param>
/// <param name="Seconds">How long a call took; null for other channels and before it ended.</param>
/// <param name="Why">What planned it, in a cadence; null in lists.</param>
/// <param name="FallbackOf">The notification whose channel failed before it; null for most.</param>
/// <param name="Test">It went to the practice's test recipients.</param>
/// <param name="Suggestion">What may be done about an error; null where it is none, and in a timeline or cadence.</param>
public record NotificationResponse(
    Guid Id,
    string Account,
    string? StatementId,
    Guid? Batch,
    Guid? Profile,
    int? ProfileRevision,
    int? Level,
    Channel Channel,
    NotificationPurpose Purpose,
    NotificationStatus Status,
    string? Reason,
    string? ReasonDetail,
    string Label,
    string? To,
    DateTimeOffset PlannedAt,
    DateTimeOffset DueAt,
    DateTimeOffset? SentAt,
    DateTimeOffset? DeliveredAt,
    int Attempts,
    string? ProviderId,
    int? Segments,
    string? Why,
    int? Seconds,
    Guid? FallbackOf,
    bool Test,
    SuggestedStep? Suggestion = null)
{
    internal static NotificationResponse From(NotificationView view) => new(
        view.Id, view.Account, view.StatementId, view.Batch, view.Profile, view.ProfileRevision, view.Level,
        view.Channel, view.Purpose, view.Status, Notifications.Reason.CodeOf(view.Reason),
        Notifications.Reason.DetailOf(view.Reason),
        StatusLabel.Of(view.Status, view.Reason), view.To,
        view.PlannedAt, view.DueAt, view.SentAt, view.DeliveredAt, view.Attempts, view.ProviderId, view.Segments,
        view.Why, view.Seconds, view.FallbackOf, view.Test);
}

/// <summary>One notification with its exact message and its trail.</summary>
public sealed record NotificationDetailResponse : NotificationResponse
{
    private NotificationDetailResponse(NotificationResponse notification)
        : base(notification)
    {
    }

    /// <summary>Null while nothing was rendered.</summary>
    public MessageResponse? Message { get; init; }

    /// <summary>When a person first opened its QuickPay link; null when nobody has.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>How often people opened it.</summary>
    public long Opens { get; init; }

    /// <summary>Null when its message holds no link, or was not made yet.</summary>
    public LinkResponse? Link { get; init; }

    /// <summary>Every status it had, oldest first.</summary>
    public required IReadOnlyList<TrailStepResponse> Trail { get; init; }

    /// <param name="line">Its line in the list; null for one without a suggestion.</param>
    internal static NotificationDetailResponse From(NotificationDetail detail, NotificationResponse? line = null) =>
        new(line ?? NotificationResponse.From(detail.Notification))
        {
            Message = detail.Message is { } message
                ? MessageResponse.From(message, detail.Notification.Test)
                : null,
            OpenedAt = detail.Link?.OpenedAt,
            Opens = detail.Link?.Opens ?? 0,
            Link = detail.Link is { } link
                ? new LinkResponse(link.ExpiresAt, link.RevokedAt, link.LastOpenedAt, link.Previews)
                : null,
            Trail = [.. detail.Trail.Select(TrailStepResponse.From)],
        };
}

/// <summary>The message, rendered again from the frozen template and values.</summary>
/// <param name="Verified">
/// Whether its hash is that of the message that was sent. False also when an older renderer made it, or when it was not
/// sent yet.
/// </param>
/// <param name="Language">Which of the template's languages it is in.</param>
public sealed record MessageResponse(string? Subject, string Text, string? Html, bool Verified, string Language)
{
    /// <param name="test">It was marked as a test.</param>
    internal static MessageResponse From(FrozenMessage frozen, bool test = false)
    {
        var rendered = TemplateRenderer.Render(frozen.Template, frozen.Values, frozen.Language);
        var message = test ? TestMark.On(rendered) : rendered;
        var verified = frozen.Renderer == TemplateRenderer.Version
            && frozen.Hash is { } hash && hash.AsSpan().SequenceEqual(MessageHash.Of(message));
        return new(
            message.Subject, message.Text, message.Html, verified, frozen.Language ?? frozen.Template.Language);
    }
}

public sealed record TrailStepResponse(
    DateTimeOffset At, NotificationStatus Status, string? Reason, string? ReasonDetail, string Actor)
{
    internal static TrailStepResponse From(TrailStep step) => new(
        step.At, step.Status, Notifications.Reason.CodeOf(step.Reason), Notifications.Reason.DetailOf(step.Reason),
        step.Actor);
}

/// <summary>The QuickPay link of a message. Its address is in the message alone.</summary>
/// <param name="RevokedAt">Null while it is not.</param>
/// <param name="LastOpenedAt">By a person; null if never.</param>
/// <param name="Previews">Opened by programs that look at links before people do.</param>
public sealed record LinkResponse(
    DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastOpenedAt, long Previews);
