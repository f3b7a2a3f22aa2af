using BalanceNotifications.Accounts;
using BalanceNotifications.Calls;

namespace BalanceNotifications.Callbacks.Voice;

/// <summary>
/// Answers for calls to a practice's own people (decision 0041). They are walked like any other, and whatever is pressed says
/// nothing of a guarantor: no account stands behind one.
/// </summary>
internal sealed partial class TestCallDesk(TestCalls calls, ILogger<TestCallDesk> logger)
{
    /// <summary>Null when there is no such call.</summary>
    public async Task<AnsweredCall?> AnswerAsync(Guid id, string provider, CancellationToken cancellationToken)
    {
        if (await calls.FindAsync(id, cancellationToken) is not { } call)
        {
            return null;
        }

        if (!call.Provider.Equals(provider, StringComparison.OrdinalIgnoreCase))
        {
            LogStranger(provider);
            return null;
        }

        return new(call.Words, Holds: true, call.Confirmed, call.MayRecord);
    }

    /// <summary>Safe to repeat. Null when there is no such call.</summary>
    public async Task<AnsweredCall?> PressAsync(CallKey key, string provider, CancellationToken cancellationToken)
    {
        var call = await AnswerAsync(key.Notification, provider, cancellationToken);
        if (call is null || key.Meaning is CallKeyMeaning.OptsOut)
        {
            return call;
        }

        await calls.ConfirmAsync(key.Notification, cancellationToken);
        return call with { Confirmed = true };
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Twilio account {Provider} asked about a test call that did not go out through it. Answered like one that nobody placed.")]
    private partial void LogStranger(string provider);
}
