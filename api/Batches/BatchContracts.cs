using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Batches;

/// <summary>An upload and how far it is.</summary>
/// <param name="Rows">Good and rejected rows together.</param>
/// <param name="Accepted">Rows that their accounts have taken.</param>
/// <param name="Progress">While it is uploading; null before and after.</param>
/// <param name="StartedAt">When the upload began; null before.</param>
/// <param name="EndedAt">When it was accepted, cancelled, or failed; null while it goes on.</param>
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
    DateTimeOffset? StartedAt,
    string? StartedBy,
    DateTimeOffset? EndedAt,
    string? CancelledBy,
    string? Failure,
    BatchProgress? Progress,
    Pause? Pause)
{
    internal static BatchResponse From(StoredBatch batch) => new(
        batch.Id, batch.Kind, batch.Status, batch.Rows, batch.Accepted, batch.Rejected, batch.Notifications,
        batch.CreatedAt, batch.CreatedBy, batch.StartedAt, batch.StartedBy, batch.EndedAt, batch.CancelledBy,
        batch.Failure, BatchProgress.Of(batch), batch.Pause);
}

/// <summary>How an upload goes.</summary>
/// <param name="Waiting">Rows that have not been told to their accounts.</param>
/// <param name="Percent">Of all rows, 0 to 100, rounded down.</param>
/// <param name="RowsPerSecond">Over the last ten seconds that it moved; null before the first rows.</param>
/// <param name="SecondsLeft">At that pace; null before the first rows.</param>
/// <param name="At">When rows were last told; null before the first. One that stays behind says that it stands.</param>
public sealed record BatchProgress(
    int Waiting, int Percent, double? RowsPerSecond, double? SecondsLeft, DateTimeOffset? At)
{
    internal static BatchProgress? Of(StoredBatch batch)
    {
        if (batch.Status is not BatchStatus.Uploading)
        {
            return null;
        }

        var waiting = batch.Rows - batch.Accepted - batch.Rejected;
        double? pace = batch is { RowsPerSecond: > 0 and var rate, ToldAt: not null } ? rate : null;
        return new(
            waiting,
            batch.Rows == 0 ? 100 : (int)(100L * (batch.Rows - waiting) / batch.Rows),
            pace is { } rows ? Math.Round(rows, 1) : null,
            pace is { } each ? Math.Ceiling(waiting / each) : null,
            batch.ToldAt);
    }
}

/// <param name="Row">Counted from 1, the header not counted.</param>
/// <param name="Column">The first offending column or JSON path; null unless rejected, like value and reason.</param>
public sealed record BatchRowResponse(
    int Row, BatchRowState State, string? Account, string? Column, string? Value, string? Reason)
{
    internal static BatchRowResponse From(StoredBatchRow row) =>
        new(row.Row, row.State, row.Account, row.Column, row.Value, row.Reason);
}
