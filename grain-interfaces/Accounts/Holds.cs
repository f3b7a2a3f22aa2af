namespace BalanceNotifications.Accounts;

/// <summary>Why an account must not be contacted. The numbers are stored; they never change.</summary>
public enum HoldReason
{
    Other = 0,
    Dispute = 1,
    Bankruptcy = 2,
    Deceased = 3,
}

/// <summary>A flag that stops every notification of an account.</summary>
/// <param name="Until">The instant it ends by itself; null until it is taken off.</param>
[GenerateSerializer, Immutable, Alias("hold")]
public sealed record Hold(
    [property: Id(0)] string Id,
    [property: Id(1)] HoldReason Reason,
    [property: Id(2)] DateTimeOffset? Until,
    [property: Id(3)] string Note,
    [property: Id(4)] DateTimeOffset PlacedAt,
    [property: Id(5)] string PlacedBy)
{
    public bool StandsAt(DateTimeOffset now) => Until is null || Until > now;
}

/// <summary>How a request to place a hold ended.</summary>
/// <param name="Hold">As it was first placed; null when it was not taken.</param>
/// <param name="MergedInto">The account that has taken this one's place.</param>
[GenerateSerializer, Immutable, Alias("place-hold-result")]
public sealed record PlaceHoldResult(
    [property: Id(0)] PostOutcome Outcome,
    [property: Id(1)] Hold? Hold,
    [property: Id(2)] string? MergedInto = null);
