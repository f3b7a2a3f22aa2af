namespace BalanceNotifications.Accounts;

/// <summary>A state that may bring its page along, to be committed in its own transaction.</summary>
public interface ITellsTables
{
    /// <summary>What is to be told with this write; null when there is nothing, or it is told by itself.</summary>
    AccountPage? Page { get; }
}

/// <summary>How accounts tell the tables.</summary>
/// <param name="WithState">
/// The grain storage commits a state's <see cref="ITellsTables.Page"/> with it. False: the page waits in the state as an
/// outbox, and is told in a transaction of its own.
/// </param>
public sealed record Telling(bool WithState);
