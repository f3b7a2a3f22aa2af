using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Batches;

/// <param name="Failure">Why it failed; null otherwise.</param>
/// <param name="EndedAt">Null while it goes on.</param>
/// <param name="StartedAt">When the upload began; null before.</param>
/// <param name="CancelledBy">Null unless it was cancelled.</param>
/// <param name="RowsPerSecond">How fast its rows went when one last did; null before the first.</param>
/// <param name="ToldAt">When that was.</param>
/// <param name="Pause">Null while it is not paused.</param>
/// <param name="Notifications">How many of its notifications have which status; empty before it was uploaded.</param>
public sealed record StoredBatch(
    Guid Id,
    BatchKind Kind,
    BatchStatus Status,
    string? Failure,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? EndedAt,
    int Rows,
    int Accepted,
    int Rejected,
    IReadOnlyDictionary<NotificationStatus, long> Notifications,
    Pause? Pause = null,
    DateTimeOffset? StartedAt = null,
    string? StartedBy = null,
    string? CancelledBy = null,
    float? RowsPerSecond = null,
    DateTimeOffset? ToldAt = null);

/// <summary>Where a row of a batch stands. The numbers are stored; they never change.</summary>
public enum BatchRowState
{
    Waiting = 0,
    Accepted = 1,
    Rejected = 2,

    /// <summary>Its account could not be asked; it is asked again when the others are through.</summary>
    WaitingOn = 3,
}

/// <param name="Column">The first offending column; null unless rejected, like value and reason.</param>
public sealed record StoredBatchRow(
    int Row, BatchRowState State, string? Account, string? Column, string? Value, string? Reason);
