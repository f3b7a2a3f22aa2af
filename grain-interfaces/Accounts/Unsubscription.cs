namespace BalanceNotifications.Accounts;

/// <summary>Whoever holds a message's link out of a channel has used it.</summary>
/// <param name="AddressHash">
/// Keyed, of the address that was written to; the caller has suppressed it. Null in links of earlier versions: then the
/// account's own address is meant.
/// </param>
[GenerateSerializer, Immutable, Alias("unsubscription")]
public sealed record Unsubscription(
    [property: Id(0)] Channel Channel, [property: Id(1)] byte[]? AddressHash, [property: Id(2)] Evidence Evidence);

/// <summary>What it made of the account that is left after all merges.</summary>
public enum UnsubscribeOutcome
{
    Applied,

    /// <summary>It was used before, the account has another address by now, or is just being merged.</summary>
    NothingNew,

    NoAccount,
}
