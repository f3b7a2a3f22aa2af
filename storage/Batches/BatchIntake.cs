using System.Text.Json.Nodes;
using BalanceNotifications.Audit;
using BalanceNotifications.Notifications.Actions;
using Npgsql;

namespace BalanceNotifications.Batches;

/// <summary>
/// Takes an upload in, row by row and in one transaction: a connection that breaks in the middle leaves nothing behind.
/// </summary>
public sealed class BatchIntake(NpgsqlDataSource database, TimeProvider clock)
{
    private const string OpenBatch = """
        insert into batch (practice_id, id, kind, status, created_by, started_at, started_by)
        values ($1, $2, $3, $4, $5, case when $4 = 2 then bn_now() end, case when $4 = 2 then $5 end)
        """;

    // Straight into the partition: COPY cannot write into a table with row-level security. A trigger refuses rows of
    // another practice than the scope's.
    private const string IntoIntake = """
        copy batch_row_intake (practice_id, batch, row, account, account_key, state, body, "column", value, reason)
        from stdin (format binary)
        """;

    private const short Columns = 10;

    // Served by the primary key.
    private const string CountRows = "update batch set rows = $3, rejected = $4 where practice_id = $1 and id = $2";

    /// <summary>Throws whatever <paramref name="rows"/> throws, and stores nothing.</summary>
    public async Task StoreAsync(
        RowScope scope, NewBatch batch, IAsyncEnumerable<IntakeRow> rows, CancellationToken cancellationToken)
    {
        var practice = scope.Practice!.Value;
        var id = batch.Id;
        var status = batch.StartsAtOnce ? BatchStatus.Uploading : BatchStatus.Created;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        await using (var open = scope.Begin(connection))
        {
            open.Add(
                OpenBatch, Database.Value(practice), Database.Value(id), Database.Value((short)batch.Kind),
                Database.Value((short)status), Database.Value(batch.Actor));
            await open.ExecuteNonQueryAsync(cancellationToken);
        }

        var (total, rejected) = await CopyAsync(connection, practice, id, rows, cancellationToken);

        await using (var close = connection.CreateBatch())
        {
            close.Add(
                CountRows, Database.Value(practice), Database.Value(id), Database.Value(total), Database.Value(rejected));
            close.Add(AuditStore.Append, AuditStore.Parameters(practice, Line(batch, status, total, rejected), clock));
            await close.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static AuditLine Line(NewBatch batch, BatchStatus status, int total, int rejected) =>
        new(batch.Actor, "batch.created", $"{batch.Id}", new JsonObject
        {
            ["kind"] = ActionJobs.NameOf(batch.Kind),
            ["rows"] = total,
            ["rejected"] = rejected,
            ["changed"] = Difference.Of("status", null, ActionJobs.NameOf(status)),
        });

    private static async Task<(int Total, int Rejected)> CopyAsync(
        NpgsqlConnection connection,
        int practice,
        Guid batch,
        IAsyncEnumerable<IntakeRow> rows,
        CancellationToken cancellationToken)
    {
        var total = 0;
        var rejected = 0;
        var pending = new CopyRows();
        var copy = await connection.BeginRawBinaryCopyAsync(IntoIntake, cancellationToken);
        try
        {
            await foreach (var row in rows.WithCancellation(cancellationToken))
            {
                total++;
                rejected += row.Fault is null ? 0 : 1;
                Write(pending, practice, batch, row);
                if (pending.IsFull)
                {
                    await copy.WriteAsync(pending.Written, cancellationToken);
                    pending.Clear();
                }
            }

            pending.WriteEnd();
            await copy.WriteAsync(pending.Written, cancellationToken);
            await copy.DisposeAsync(); // which completes it
            return (total, rejected);
        }
        catch
        {
            await AbandonAsync(copy);
            throw;
        }
    }

    // What went wrong first is what is told, not that the connection is gone by now.
    private static async Task AbandonAsync(NpgsqlRawCopyStream copy)
    {
        try
        {
            await copy.CancelAsync();
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or IOException)
        {
        }
    }

    private static void Write(CopyRows rows, int practice, Guid batch, IntakeRow row)
    {
        rows.BeginRow(Columns);
        rows.Write(practice);
        rows.Write(batch);
        rows.Write(row.Row);
        rows.Write(row.Account);
        rows.Write(row.AccountKey);
        rows.Write((short)(row.Fault is null ? BatchRowState.Waiting : BatchRowState.Rejected));
        rows.Write(row.Body);
        rows.Write(row.Fault?.Column);
        rows.Write(row.Fault?.Value);
        rows.Write(row.Fault?.Reason);
    }
}

/// <param name="StartsAtOnce">It is uploading as soon as it is stored; false waits for <c>upload</c>.</param>
public sealed record NewBatch(Guid Id, BatchKind Kind, bool StartsAtOnce, string Actor);
