using BalanceNotifications.Accounts;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Callbacks.Voice;

/// <summary>Takes what happens in a call to the account that it is about. The caller has verified the provider.</summary>
internal sealed partial class CallDesk(NotificationOwners owners, IGrainFactory grains, ILogger<CallDesk> logger)
{
    /// <summary>Null when there is no such call.</summary>
    public async Task<AnsweredCall?> AnswerAsync(Guid notification, CancellationToken cancellationToken) =>
        await AccountAsync(notification, cancellationToken) is { } account
            ? await account.AnswerCallAsync(notification, cancellationToken)
            : null;

    /// <summary>Safe to repeat. Null when there is no such call.</summary>
    public async Task<AnsweredCall?> PressAsync(CallKey key, CancellationToken cancellationToken)
    {
        LogKey(key.Notification, key.Meaning);
        return await AccountAsync(key.Notification, cancellationToken) is { } account
            ? await account.PressAsync(key, cancellationToken)
            : null;
    }

    private async Task<IAccountGrain?> AccountAsync(Guid notification, CancellationToken cancellationToken) =>
        await owners.FindAsync(notification, cancellationToken) is { } owner
            ? grains.GetGrain<IAccountGrain>(owner.Account.ToString())
            : null;

    [LoggerMessage(LogLevel.Information, "In the call of notification {Id} a key was pressed that {Meaning}")]
    private partial void LogKey(Guid id, CallKeyMeaning meaning);
}
