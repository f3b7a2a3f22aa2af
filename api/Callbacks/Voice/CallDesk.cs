using BalanceNotifications.Accounts;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Callbacks.Voice;

/// <summary>
/// Takes what happens in a call to the account that it is about, or to whom keeps the words of a test. The caller has verified
/// the provider.
/// </summary>
internal sealed partial class CallDesk(
    NotificationOwners owners, TestCallDesk tests, IGrainFactory grains, ILogger<CallDesk> logger)
{
    /// <summary>Null when there is no such call.</summary>
    public async Task<AnsweredCall?> AnswerAsync(
        Guid notification, string provider, CancellationToken cancellationToken) =>
        await owners.FindAsync(notification, cancellationToken) is not { } owner
            ? await tests.AnswerAsync(notification, provider, cancellationToken)
            : AccountOf(owner, provider) is { } account
                ? await account.AnswerCallAsync(notification, cancellationToken)
                : null;

    /// <summary>Safe to repeat. Null when there is no such call.</summary>
    public async Task<AnsweredCall?> PressAsync(CallKey key, string provider, CancellationToken cancellationToken)
    {
        LogKey(key.Notification, key.Meaning);
        return await owners.FindAsync(key.Notification, cancellationToken) is not { } owner
            ? await tests.PressAsync(key, provider, cancellationToken)
            : AccountOf(owner, provider) is { } account
                ? await account.PressAsync(key, cancellationToken)
                : null;
    }

    private IAccountGrain? AccountOf(NotificationOwner owner, string provider)
    {
        if (!new Reporter(Channel.Voice, provider).MayTellOf(owner))
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
