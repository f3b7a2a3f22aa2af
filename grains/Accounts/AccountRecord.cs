using BalanceNotifications.Setup;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>
/// How an account's state is written: reminder first, state second, tables third, reminder last. A crash between any
/// two leaves an early tick, which is harmless, and never a state without a tick. Where the storage takes what the tables
/// are told into the state's own commit (<see cref="Telling"/>), second and third are one.
/// </summary>
internal sealed partial class AccountRecord(
    AccountKey key,
    IPersistentState<AccountState> stored,
    CadenceReminder reminder,
    AccountJournal journal,
    SetupCache setup,
    Telling telling,
    TimeProvider clock,
    ILogger logger)
{
    // The outbox of the state as loaded may or may not have been told; telling it again changes nothing.
    private bool _acknowledged = stored.State.Outbox.IsEmpty;

    public AccountState State => stored.State;

    /// <summary>The state to change from, without what the tables have acknowledged.</summary>
    public AccountState Begin() => stored.State.Begin(_acknowledged);

    /// <summary>Writes a change, tells the tables, and puts the reminder where the new state needs it.</summary>
    /// <exception cref="Orleans.Storage.InconsistentStateException">
    /// Another activation wrote; this one is stale, and Orleans ends it.
    /// </exception>
    public async Task CommitAsync(AccountState next)
    {
        next = SwitchNews.Note(stored.State, next);
        if (telling.WithState && !next.Outbox.IsEmpty && await WriteToldAsync(next))
        {
            await SettleAsync();
            return;
        }

        await WriteAsync(next);
        if (await TellAsync())
        {
            await SettleAsync();
        }
    }

    /// <summary>Writes a change and leaves its history in the outbox: the intent, which must not wait for more.</summary>
    public async Task WriteAsync(AccountState next)
    {
        var outboxDue = clock.GetUtcNow() + CadenceReminder.Retry;
        await reminder.MoveEarlierAsync(next.NextAt() is { } due && due < outboxDue ? due : outboxDue);

        await StoreAsync(next);
        _acknowledged = next.Outbox.IsEmpty;
    }

    // False when the database refuses, perhaps only what the tables are to be told: the state is written without it
    // then, and it waits in the outbox.
    private async Task<bool> WriteToldAsync(AccountState next)
    {
        var practice = await setup.PracticeAsync(key.Practice, CancellationToken.None);
        if (next.NextAt() is { } due)
        {
            await reminder.MoveEarlierAsync(due);
        }

        try
        {
            await StoreAsync(next.Told() with { Page = next.Page(key, practice!.Salt) });
        }
        catch (Exception e) when (e.GetBaseException() is PostgresException)
        {
            // Rolled back, or the version check of the next write tells. Grain storage wraps what the driver throws.
            return false;
        }

        stored.State = stored.State with { Page = null };
        _acknowledged = true;
        return true;
    }

    private async Task StoreAsync(AccountState next)
    {
        var before = stored.State;
        stored.State = next;
        try
        {
            // No token: a write that may have reached the database must be waited for.
            await stored.WriteStateAsync();
        }
        catch
        {
            // The old state under the old ETag: whatever this activation still does, storage will refuse it if the
            // write did land. The grain ends this activation, and the next one reads.
            stored.State = before;
            throw;
        }
    }

    /// <summary>Tells the tables what the outbox holds. False when they could not be reached; the reminder then
    /// stands within the minute.</summary>
    public async Task<bool> TellAsync()
    {
        if (_acknowledged)
        {
            return true;
        }

        try
        {
            var practice = await setup.PracticeAsync(key.Practice, CancellationToken.None);
            await journal.WriteAsync(stored.State.Page(key, practice!.Salt), CancellationToken.None);
            _acknowledged = true;
        }
        catch (PostgresException e) when (RefusesForGood(e.SqlState))
        {
            LogRefused(key.ToString(), e.SqlState);
        }
        catch (NpgsqlException e)
        {
            LogNotTold(key.ToString(), e.SqlState);
        }

        return _acknowledged;
    }

    /// <summary>Puts the reminder where the state needs it, or takes it away.</summary>
    public Task SettleAsync() => reminder.SettleAsync(stored.State.NextAt());

    /// <summary>
    /// Everything due stays as it is, and nothing is written: the reminder comes again in a minute, or when the next
    /// notification falls due. Left in the past, those of one long pause would fill what is read of the overdue ones,
    /// and everybody else's would wait. Without a write nothing fences a stale activation, which can so put a tick of
    /// the newer state off; by a minute at the most.
    /// </summary>
    public Task AskAgainAsync()
    {
        var now = clock.GetUtcNow();
        return reminder.SettleAsync(stored.State.Notifications
            .Where(notification => notification.IsOpen && notification.NextAt > now)
            .Select(notification => notification.NextAt)
            .Append(now + CadenceReminder.Retry)
            .Min());
    }

    /// <summary>Whether the data is what is wrong (classes 22 and 23), so that no later try can end otherwise.</summary>
    internal static bool RefusesForGood(string sqlState) => sqlState is ['2', '2' or '3', ..];

    [LoggerMessage(
        LogLevel.Error,
        "History of account {Account} is refused with SQLSTATE {SqlState} and stays in its outbox until somebody mends it")]
    private partial void LogRefused(string account, string sqlState);

    [LoggerMessage(LogLevel.Warning, "History of account {Account} waits in its outbox: database error {SqlState}")]
    private partial void LogNotTold(string account, string? sqlState);
}
