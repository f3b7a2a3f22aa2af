using BalanceNotifications.Calls;

namespace BalanceNotifications.Accounts;

/// <summary>What is to be said to whoever answers a call.</summary>
/// <param name="Holds">
/// What it was placed for still stands. False once it was paid, stopped or held meanwhile: then there is nothing to say.
/// </param>
/// <param name="MayRecord">A machine may take a message.</param>
/// <param name="Confirmed">Somebody confirmed to be meant, and that is recorded: the message may be said.</param>
[GenerateSerializer, Immutable, Alias("answered-call")]
public sealed record AnsweredCall(
    [property: Id(0)] CallWords Words, [property: Id(1)] bool Holds, [property: Id(2)] bool Confirmed,
    [property: Id(3)] bool MayRecord);

/// <summary>A key that decides something.</summary>
/// <param name="CallId">The provider's id of the call.</param>
/// <param name="Called">The number that was called, as the provider says it.</param>
[GenerateSerializer, Immutable, Alias("call-key")]
public sealed record CallKey(
    [property: Id(0)] Guid Notification,
    [property: Id(1)] CallKeyMeaning Meaning,
    [property: Id(2)] string CallId,
    [property: Id(3)] string Called,
    [property: Id(4)] DateTimeOffset At);

/// <summary>What the one who was called says with a key.</summary>
public enum CallKeyMeaning
{
    /// <summary>I am the one who is meant.</summary>
    Confirms,

    /// <summary>Stop calling this number.</summary>
    OptsOut,
}
