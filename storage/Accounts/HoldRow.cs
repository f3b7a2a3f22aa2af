namespace BalanceNotifications.Accounts;

/// <summary>What an account tells of one of its holds.</summary>
/// <param name="Hold">Null when it was taken off.</param>
/// <param name="Sequence">The account's count of writes.</param>
public sealed record HoldLine(string Id, Hold? Hold, long Sequence);

/// <summary>A hold that ends by itself soon.</summary>
/// <param name="Key">Its place in the list.</param>
public sealed record RunningOutHold(
    HoldKey Key, string Account, HoldReason Reason, DateTimeOffset PlacedAt, string PlacedBy);
