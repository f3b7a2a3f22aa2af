using System.Diagnostics;
using System.Globalization;
using BalanceNotifications.Accounts;
using BalanceNotifications.Notifications;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Batches;

/// <summary>Tells the rows of a batch to their accounts: different accounts side by side, one account's in file order.</summary>
internal sealed partial class BatchRows(IGrainFactory grains, Telling telling, ILogger<BatchRows> logger) : IDisposable
{
    // Of all batches of this silo. Where each account commits, and tells its history, by itself, more would only wait for
    // the same connections, some of them too long.
    private readonly SemaphoreSlim _sideBySide = new(telling.WithState ? 1500 : SideBySide);

    /// <summary>Accounts asked to take back at the same time; more would only wait for the database.</summary>
    private const int SideBySide = 32;

    private const string Actor = "batch";

    /// <param name="queue">What keeps these rows behind those of the same account that are told, or wait on, already.</param>
    /// <returns>
    /// What became of the rows; those that are missing wait on. And whether any account was asked: of a page whose accounts
    /// are all behind none is.
    /// </returns>
    public async Task<(IReadOnlyCollection<WorkedRow> Worked, bool Asked)> TellAsync(
        int practice, Guid batch, BatchKind kind, IReadOnlyList<WaitingRow> waiting, AccountQueue queue)
    {
        // All on the grain's scheduler: one turn at a time, so the list needs no lock.
        var worked = new List<WorkedRow>(waiting.Count);
        var asked = await Task.WhenAll(waiting.GroupBy(row => row.AccountKey).Select(
            rows => queue.RunAsync(rows.Key, async () =>
            {
                await _sideBySide.WaitAsync();
                try
                {
                    return await TellAsync(GrainOf(practice, rows.Key), batch, kind, rows, worked);
                }
                finally
                {
                    _sideBySide.Release();
                }
            })));
        return (worked, asked.Contains(true));
    }

    public void Dispose() => _sideBySide.Dispose();

    /// <returns>What each account had to take back; those that could not be asked are busy.</returns>
    public async Task<IReadOnlyDictionary<string, TakeBackOutcome>> TakeBackAsync(
        int practice, Guid batch, IReadOnlyCollection<string> accounts)
    {
        var outcomes = new Dictionary<string, TakeBackOutcome>(accounts.Count, StringComparer.Ordinal);
        var asked = new Queue<string>(accounts);
        await Task.WhenAll(Enumerable.Range(0, SideBySide).Select(async _ =>
        {
            while (asked.TryDequeue(out var account))
            {
                outcomes[account] = await TryTakeBackAsync(GrainOf(practice, account), batch);
            }
        }));
        return outcomes;
    }

    // False where one could not be told: the rows behind it are the same account's, and keep their order.
    private async Task<bool> TellAsync(
        IAccountGrain account, Guid batch, BatchKind kind, IEnumerable<WaitingRow> rows, List<WorkedRow> worked)
    {
        foreach (var row in rows)
        {
            if (await TryTellAsync(account, batch, kind, row) is not { } told)
            {
                return false;
            }

            worked.Add(told);
        }

        return true;
    }

    private async Task<TakeBackOutcome> TryTakeBackAsync(IAccountGrain account, Guid batch)
    {
        try
        {
            return await account.TakeBackBatchAsync(batch, Actor, CancellationToken.None);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotTakenBack(batch, e.GetType().Name);
            return TakeBackOutcome.Busy;
        }
    }

    private async Task<WorkedRow?> TryTellAsync(IAccountGrain account, Guid batch, BatchKind kind, WaitingRow row)
    {
        try
        {
            return await TellAsync(account, batch, kind, row);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotTold(row.Row, e.GetType().Name);
            return null;
        }
    }

    private static async Task<WorkedRow> TellAsync(IAccountGrain account, Guid batch, BatchKind kind, WaitingRow row)
    {
        switch (kind)
        {
            case BatchKind.Cycle:
                var statement = Database.FromJson<PostStatement>(row.Body);
                var posted = await account.PostStatementAsync(statement, CancellationToken.None);
                return posted.MergedInto is { } target
                    ? Merged(row, target)
                    : Worked(row, posted.Outcome, "statement_id", statement.StatementId);

            case BatchKind.Postings:
                var posting = Database.FromJson<PostPosting>(row.Body);
                var applied = await account.PostAsync(posting, CancellationToken.None);
                return applied.MergedInto is { } other
                    ? Merged(row, other)
                    : Worked(row, applied.Outcome, "posting_id", posting.PostingId);

            case BatchKind.Accounts:
                var save = Database.FromJson<SaveAccount>(row.Body) with
                {
                    // A statement or posting is known by its own id; this row would put old details back.
                    RowId = string.Create(CultureInfo.InvariantCulture, $"{batch:n}/{row.Row}"),
                };
                var saved = await account.SaveAsync(save, CancellationToken.None);
                return saved.Outcome is SaveAccountOutcome.Merged
                    ? Merged(row, saved.Account!.MergedInto!)
                    : new(row.Row, null, null, null);

            case BatchKind.OnDemand:
                var send = Database.FromJson<SendOnDemand>(row.Body);
                return Worked(row, send, await account.SendOnDemandAsync(send, CancellationToken.None));

            default:
                throw new UnreachableException($"Unknown kind of batch {kind}.");
        }
    }

    private static WorkedRow Merged(WaitingRow row, string target) =>
        new(row.Row, "account", null, $"merged: the account was merged into {target}.");

    private static WorkedRow Worked(WaitingRow row, PostOutcome outcome, string column, string id) => outcome switch
    {
        PostOutcome.Created or PostOutcome.Repeated => new(row.Row, null, null, null),
        PostOutcome.IdReused => new(row.Row, column, id, "idReused: the same id came before with another content."),
        PostOutcome.TooOld => new(row.Row, column, id, "tooOld: dated before what is remembered."),
        PostOutcome.NoAccount => new(
            row.Row, "account", null, "noAccount: the account is not known, and the row says nothing about it."),
        PostOutcome.UnknownPosting => new(row.Row, "reverses", null, "unknownPosting: nothing is there to reverse."),
        PostOutcome.Merged => throw new UnreachableException("It names the account it was merged into."),
    };

    private static WorkedRow Worked(WaitingRow row, SendOnDemand send, SendOnDemandResult sent) => sent.Outcome switch
    {
        SendOnDemandOutcome.Accepted or SendOnDemandOutcome.Repeated => new(row.Row, null, null, null),
        SendOnDemandOutcome.IdReused => new(
            row.Row, "request_id", send.RequestId, "idReused: the same id came before with another content."),
        SendOnDemandOutcome.NoAccount => new(row.Row, "account", null, "noAccount: the account is not known."),
        SendOnDemandOutcome.NoStatement => new(
            row.Row, "statement_id", send.StatementId, "noStatement: the account has none, or not the one named."),
        SendOnDemandOutcome.Refused => new(
            row.Row, "account", null,
            $"{sent.Refusal}: {StatusLabel.Of(NotificationStatus.WillNotSend, sent.Refusal)}."),
        SendOnDemandOutcome.Merged => Merged(row, sent.MergedInto!),
    };

    private IAccountGrain GrainOf(int practice, string accountKey) =>
        grains.GetGrain<IAccountGrain>(string.Create(CultureInfo.InvariantCulture, $"{practice}/{accountKey}"));

    [LoggerMessage(LogLevel.Warning, "Row {Row} could not be told to its account ({Error}); it waits")]
    private partial void LogNotTold(int row, string error);

    [LoggerMessage(LogLevel.Warning, "An account could not take back what batch {Batch} brought ({Error}); it is asked again")]
    private partial void LogNotTakenBack(Guid batch, string error);
}
