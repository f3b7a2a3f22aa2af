namespace BalanceNotifications.Audit;

/// <summary>One link of the chain that seals a trail, beside what its rows come to today.</summary>
/// <param name="Sequence">From 1, without a gap.</param>
/// <param name="FromTransaction">The first that it covers.</param>
/// <param name="ToTransaction">The first that it does not.</param>
/// <param name="Rows">How many it covered when it was made.</param>
/// <param name="Previous">The hash of the seal before; zeros for the first.</param>
/// <param name="RowsNow">How many there are.</param>
/// <param name="HashNow">What its hash would be with the rows as they are.</param>
/// <param name="Late">
/// How many of its rows say that they were written more than an hour before the seal before: an account may tell its
/// changes after an outage, and somebody may have written down what never was.
/// </param>
public sealed record AuditSeal(
    int Sequence,
    ulong FromTransaction,
    ulong ToTransaction,
    int Rows,
    byte[] Previous,
    byte[] Hash,
    DateTimeOffset SealedAt,
    int RowsNow,
    byte[] HashNow,
    int Late);

/// <summary>What is wrong with a seal.</summary>
public enum SealFault
{
    /// <summary>The seal before it is missing.</summary>
    Missing,

    /// <summary>It does not go on where the one before ended: one of the two was exchanged.</summary>
    Unlinked,

    /// <summary>There are fewer rows than it sealed.</summary>
    RowsDeleted,

    /// <summary>There are more rows than it sealed.</summary>
    RowsInserted,

    /// <summary>As many rows, and not the same; or the seal itself was changed.</summary>
    Changed,

    /// <summary>It holds, and is not the seal that somebody wrote down before: the chain was made anew.</summary>
    Exchanged,
}

/// <param name="Sequence">The first seal that does not hold.</param>
/// <param name="SealedAt">Null when it is not there.</param>
/// <param name="Rows">How many rows it says that it sealed; null when it is not there.</param>
/// <param name="RowsNow">How many there are; null when it is not there.</param>
public sealed record BrokenSeal(int Sequence, SealFault Fault, DateTimeOffset? SealedAt, int? Rows, int? RowsNow);

/// <summary>A seal as somebody wrote it down, somewhere else: what was cut off or made anew behind the scenes shows by it.</summary>
public sealed record KnownSeal(int Sequence, string Hash);
