namespace BalanceNotifications.Profiles;

/// <summary>Walks over the accounts with open cadences of older revisions, some at a time. The key is the practice.</summary>
[GrainInterfaceType("replan"), Alias("replan")]
public interface IReplanGrain : IGrainWithIntegerKey
{
    /// <summary>Re-plans the next accounts. Safe to run twice: what was moved already is not touched again.</summary>
    [Alias("run")]
    Task<ReplanProgress> RunAsync(ReplanBite bite, CancellationToken cancellationToken);
}

/// <param name="DryRun">Counts, and changes nothing.</param>
/// <param name="After">Where the bite before ended; null for the first.</param>
[GenerateSerializer, Immutable, Alias("replan-bite")]
public sealed record ReplanBite(
    [property: Id(0)] ReplanAccount Command, [property: Id(1)] bool DryRun, [property: Id(2)] string? After);

/// <param name="Next">Null when every account was looked at.</param>
[GenerateSerializer, Immutable, Alias("replan-progress")]
public sealed record ReplanProgress([property: Id(0)] ReplanCount Count, [property: Id(1)] string? Next);
