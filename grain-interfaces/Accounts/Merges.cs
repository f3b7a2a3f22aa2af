namespace BalanceNotifications.Accounts;

/// <summary>Merges an account into another one of the same practice (V85). Sent twice, it is done once.</summary>
/// <param name="Into">The number of the account that takes its place.</param>
[GenerateSerializer, Immutable, Alias("merge-account")]
public sealed record MergeAccount(
    [property: Id(0)] string Into, [property: Id(1)] string Reason, [property: Id(2)] string Actor);

/// <summary>How a merge ended.</summary>
public enum MergeOutcome
{
    Merged,

    /// <summary>Begun for good; the account finishes it by itself.</summary>
    Pending,

    /// <summary>The account was never created.</summary>
    NoAccount,

    /// <summary>The account to merge into was never created, or is this one.</summary>
    NoTarget,

    /// <summary>The account is merged, or being merged, into another one already.</summary>
    MergedElsewhere,

    /// <summary>The account to merge into is merged, or being merged, away itself.</summary>
    TargetMerged,

    /// <summary>Both accounts have confidential addresses, and they differ.</summary>
    ConfidentialDiffers,
}

/// <param name="Into">
/// The account that has taken the place of the one that the outcome is about; null when none has.
/// </param>
[GenerateSerializer, Immutable, Alias("merge-result")]
public sealed record MergeResult([property: Id(0)] MergeOutcome Outcome, [property: Id(1)] string? Into = null);

/// <summary>What one account grain tells another that shall take its place.</summary>
/// <param name="SourceKey">The keyed hash of the account that is merged away; told again, it is known by it.</param>
/// <param name="Estate">What is taken over, in the JSON in which it is stored.</param>
[GenerateSerializer, Immutable, Alias("absorb-account")]
public sealed record AbsorbAccount(
    [property: Id(0)] string SourceKey,
    [property: Id(1)] string Estate,
    [property: Id(2)] string Reason,
    [property: Id(3)] string Actor)
{
    /// <summary>
    /// It waits in a circle of merges, and is the one to step back: refuse for good what cannot be taken now.
    /// </summary>
    [Id(4)]
    public bool StepsBack { get; init; }
}

/// <summary>Where an account stands among merges.</summary>
/// <param name="Merging">The number it is being merged into; null for most.</param>
/// <param name="MergedInto">The number that has taken its place; null for most.</param>
[GenerateSerializer, Immutable, Alias("merge-standing")]
public sealed record MergeStanding(
    [property: Id(0)] string? Merging,
    [property: Id(1)] string? MergedInto,
    [property: Id(2)] ContactPoints? Confidential)
{
    public string? TakenOverBy => MergedInto ?? Merging;
}

/// <summary>Whether an account took over another.</summary>
public enum AbsorbOutcome
{
    /// <summary>Now or before.</summary>
    Absorbed,

    /// <summary>It was never created, or is merged away itself: it takes nothing, now or later.</summary>
    Refused,

    /// <summary>It has confidential addresses, as the source has, and they differ.</summary>
    ConfidentialDiffers,

    /// <summary>It is being merged away itself, and may yet give that up: ask again.</summary>
    Busy,
}
