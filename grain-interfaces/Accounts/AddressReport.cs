namespace BalanceNotifications.Accounts;

/// <summary>
/// A provider's report on what was sent for an account that has been merged away, for the account that is left: only
/// whether its address takes messages is that one's affair.
/// </summary>
/// <param name="AddressHash">Keyed, of the address that was written to; null in what earlier versions sent.</param>
/// <param name="Shown">The address with most of it hidden; null when that is not known either.</param>
[GenerateSerializer, Immutable, Alias("address-report")]
public sealed record AddressReport(
    [property: Id(0)] DeliveryReport Report,
    [property: Id(1)] Channel Channel,
    [property: Id(2)] byte[]? AddressHash,
    [property: Id(3)] string? Shown);
