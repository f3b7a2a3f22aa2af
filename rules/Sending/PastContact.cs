namespace BalanceNotifications.Sending;

/// <summary>A contact that left, or may have. Part of the stored account state: members are only ever added.</summary>
public sealed record PastContact(Guid Notification, Channel Channel, DateTimeOffset At)
{
    /// <summary>When a person answered a call and confirmed to be meant; null when nobody did, and but for calls.</summary>
    public DateTimeOffset? SpokenAt { get; init; }
}
