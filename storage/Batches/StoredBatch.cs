using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Batches;

/// <param name="Failure">Why it failed; null otherwise.</param>
/// <param name="EndedAt">Null while it goes on.</param>
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
    Pause? Pause = null);

/// <summary>Where a row of a batch stands. The numbers are stored; they never change.</summary>
public enum BatchRowState
{
    Waiting = 0,
    Accepted = 1,
    Rejected = 2,
}

/// <param name="Column">The first offending column; null unless rejected, like value and reason.</param>
public sealed record StoredBatchRow(
    int Row, BatchRowState State, string? Account, string? Column, string? Value, string? Reason);
