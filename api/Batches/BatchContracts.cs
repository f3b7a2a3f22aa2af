using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Batches;

/// <summary>An upload and how far it is.</summary>
/// <param name="Rows">Good and rejected rows together.</param>
/// <param name="Accepted">Rows that their accounts have taken.</param>
/// <param name="Pause">While it is paused, what it planned waits; null while it is not.</param>
/// <param name="Notifications">How many of its notifications have which status.</param>
public sealed record BatchResponse(
    Guid Id,
    BatchKind Kind,
    BatchStatus Status,
    int Rows,
    int Accepted,
    int Rejected,
    IReadOnlyDictionary<NotificationStatus, long> Notifications,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? EndedAt,
    string? Failure,
    Pause? Pause)
{
    internal static BatchResponse From(StoredBatch batch) => new(
        batch.Id, batch.Kind, batch.Status, batch.Rows, batch.Accepted, batch.Rejected, batch.Notifications,
        batch.CreatedAt, batch.CreatedBy, batch.EndedAt, batch.Failure, batch.Pause);
}

/// <param name="Row">Counted from 1, the header not counted.</param>
/// <param name="Column">The first offending column or JSON path; null unless rejected, like value and reason.</param>
public sealed record BatchRowResponse(
    int Row, BatchRowState State, string? Account, string? Column, string? Value, string? Reason)
{
    internal static BatchRowResponse From(StoredBatchRow row) =>
        new(row.Row, row.State, row.Account, row.Column, row.Value, row.Reason);
}
