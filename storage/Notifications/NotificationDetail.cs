using BalanceNotifications.Links;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Notifications;

/// <summary>One notification with all that is known of it.</summary>
/// <param name="Message">What makes its message; null while nothing was rendered for it.</param>
/// <param name="Trail">Every status it had, oldest first.</param>
/// <param name="Link">What became of its QuickPay link; null when its message holds none.</param>
public sealed record NotificationDetail(
    NotificationView Notification, FrozenMessage? Message, IReadOnlyList<TrailStep> Trail, LinkUse? Link);

/// <summary>All that it takes to render a sent message again.</summary>
/// <param name="Renderer">The version of the renderer that made it.</param>
/// <param name="Hash">Of the message as it was sent; null while it was not.</param>
/// <param name="Language">Which of the template's languages; null for its own.</param>
public sealed record FrozenMessage(
    MessageTemplate Template, MergeValues Values, int Renderer, byte[]? Hash, string? Language);

/// <param name="Actor">A key's name, or <c>system</c>.</param>
public sealed record TrailStep(DateTimeOffset At, NotificationStatus Status, string? Reason, string Actor);

/// <summary>How many notifications of one channel have one status.</summary>
/// <param name="Minutes">Begun minutes of the calls among them; 0 for other channels.</param>
public sealed record StatusCount(NotificationStatus Status, Channel Channel, long Count, long Minutes = 0);
