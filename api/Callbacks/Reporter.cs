using BalanceNotifications.Notifications;

namespace BalanceNotifications.Callbacks;

/// <summary>Who tells something about a notification, as far as the request proves it.</summary>
/// <param name="Provider">The account, as settings name it; null for mail, which comes by way of all relays.</param>
internal sealed record Reporter(Channel Channel, string? Provider)
{
    /// <summary>Who reports by mail.</summary>
    public static readonly Reporter Mail = new(Channel.Email, null);

    /// <summary>
    /// Whether the notification left by it. An account of a provider is one practice's affair, and its word about what
    /// went out through another's counts for nothing. Of one whose provider is not known every account may tell.
    /// </summary>
    public bool MayTellOf(NotificationOwner owner) => owner.Channel == Channel
        && (Provider is null || owner.Provider is null
            || owner.Provider.Equals(Provider, StringComparison.OrdinalIgnoreCase));
}
