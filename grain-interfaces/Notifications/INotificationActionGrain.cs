namespace BalanceNotifications.Notifications;

/// <summary>
/// Drives one action on many notifications to its end; resumes where it stood after a crash. The key is
/// <c>practice/actionId</c>.
/// </summary>
[GrainInterfaceType("notification-action"), Alias("notification-action")]
public interface INotificationActionGrain : IGrainWithStringKey
{
    /// <summary>Begins, or goes on. Safe to call twice.</summary>
    [Alias("start")]
    Task StartAsync(CancellationToken cancellationToken);
}
