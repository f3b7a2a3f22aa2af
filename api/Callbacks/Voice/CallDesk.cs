using BalanceNotifications.Accounts;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Callbacks.Voice;

/// <summary>Takes what happens in a call to the account that it is about. The caller has verified the provider.</summary>
internal sealed partial class CallDesk(NotificationOwners owners, IGrainFactory grains, ILogger<CallDesk> logger)
{
    /// <summary>Null when there is no such call.</summary>
    public async Task<AnsweredCall?> AnswerAsync(
        Guid notification, string provider, CancellationToken cancellationToken) =>
        await AccountAsync(notification, provider, cancellationToken) is { } account
            ? await account.AnswerCallAsync(notification, cancellationToken)
            : null;

    /// <summary>Safe to repeat. Null when there is no such call.</summary>
    public async Task<AnsweredCall?> PressAsync(CallKey key, string provider, CancellationToken cancellationToken)
    {
        LogKey(key.Notification, key.Meaning);
        return await AccountAsync(key.Notification, provider, cancellationToken) is { } account
            ? await account.PressAsync(key, cancellationToken)
            : null;
    }

    private async Task<IAccountGrain?> AccountAsync(
        Guid notification, string provider, CancellationToken cancellationToken)
    {
        if (await owners.FindAsync(notification, cancellationToken) is not { } owner)
        {
            return null;
        }

        var reporter = new Reporter(Channel.Voice, provider);
        if (!reporter.MayTellOf(owner))
        {
            LogStranger(provider);
            return null;
        }

        return grains.GetGrain<IAccountGrain>(owner.Account.ToString());
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Twilio account {Provider} asked about a call that did not go out through it. Answered like one that nobody placed.")]
    private partial void LogStranger(string provider);

    [LoggerMessage(LogLevel.Information, "In the call of notification {Id} a key was pressed that {Meaning}")]
    private partial void LogKey(Guid id, CallKeyMeaning meaning);
}
