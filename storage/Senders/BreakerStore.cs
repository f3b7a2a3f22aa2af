using System.Text.Json.Nodes;
using BalanceNotifications.Audit;
using BalanceNotifications.Practices;
using Npgsql;

namespace BalanceNotifications.Senders;

/// <summary>The breakers of all senders. What changes one is decided under the lock of its row.</summary>
public sealed class BreakerStore(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Columns = """
        counted_from, failures, successes, reason, opened_at, trips, probe_at, probe, probe_until, closed_at
        """;

    // All served by the primary key.
    private const string Find = $"""
        select {Columns} from sender_breaker where channel = $1 and provider = $2 and sender = $3
        """;

    // As in BudgetStore: a tick that waits for a row has 8 s to its intent, and one that hangs with it must not hold up all.
    private const string WaitBriefly = "set local lock_timeout = '1s'";

    private const string HoldBriefly = "set local idle_in_transaction_session_timeout = '5s'";

    private const string FindLocked = $"{Find} for update";

    private const string Begin = """
        insert into sender_breaker (channel, provider, sender) values ($1, $2, $3) on conflict do nothing
        """;

    private const string Update = """
        update sender_breaker set counted_from = $4, failures = $5, successes = $6, reason = $7, opened_at = $8,
            trips = $9, probe_at = $10, probe = $11, probe_until = $12, closed_at = $13
        where channel = $1 and provider = $2 and sender = $3
        """;

    /// <summary>Closed when nothing is known of it.</summary>
    public async Task<SenderBreaker> FindAsync(SenderKey key, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.AddRange(KeyOf(key));
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>The same for the api, which sees the senders of one practice.</summary>
    public async Task<SenderBreaker> FindAsync(RowScope scope, SenderKey key, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(Find, KeyOf(key));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : SenderBreaker.Closed;
    }

    /// <summary>Decides on what stands, and writes what the decision changes.</summary>
    /// <param name="decide">Gives its argument back for no change; called once.</param>
    /// <exception cref="NpgsqlException">The database is away, or the row was not to be had within a second.</exception>
    public async Task<BreakerChange> ChangeAsync(
        SenderKey key, Func<SenderBreaker, SenderBreaker> decide, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = connection.CreateBatch();
        batch.Add(WaitBriefly).Add(HoldBriefly).Add(Begin, KeyOf(key)).Add(FindLocked, KeyOf(key));
        SenderBreaker before;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            before = Read(reader);
        }

        var after = decide(before);
        if (after != before)
        {
            await using var update = new NpgsqlCommand(Update, connection, transaction);
            update.Parameters.AddRange(Values(key, after));
            await update.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return new(before, after);
    }

    /// <summary>Closes one by hand. Where it is closed already, nothing changes and no audit line is written.</summary>
    public async Task CloseAsync(RowScope scope, SenderKey key, string actor, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        await using var find = change.Command(FindLocked, KeyOf(key));
        var before = await ReadAsync(find, cancellationToken);
        var after = BreakerRules.CloseByHand(before, clock.GetUtcNow());
        if (after == before)
        {
            return;
        }

        await change.ExecuteAsync(Update, cancellationToken, Values(key, after));
        var detail = new JsonObject
        {
            ["openedAt"] = before.OpenedAt?.ToString("O"),
            ["reason"] = before.Reason,
            ["changed"] = Difference.Of(before, after),
        };
        await change.CommitAsync(
            new(actor, "sender.breakerClosed", $"{key.Channel}".ToLowerInvariant(), detail), cancellationToken);
    }

    private static async Task<SenderBreaker> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : SenderBreaker.Closed;
    }

    private static SenderBreaker Read(NpgsqlDataReader reader) => new()
    {
        CountedFrom = reader.Nullable<DateTimeOffset?>(0),
        Failures = reader.GetInt32(1),
        Successes = reader.GetInt32(2),
        Reason = reader.Nullable<string>(3),
        OpenedAt = reader.Nullable<DateTimeOffset?>(4),
        Trips = reader.GetInt32(5),
        ProbeAt = reader.Nullable<DateTimeOffset?>(6),
        Probe = reader.Nullable<Guid?>(7),
        ProbeUntil = reader.Nullable<DateTimeOffset?>(8),
        ClosedAt = reader.Nullable<DateTimeOffset?>(9),
    };

    private static NpgsqlParameter[] KeyOf(SenderKey key) =>
        [Database.Value((short)key.Channel), Database.Value(key.Provider), Database.Value(key.Sender)];

    private static NpgsqlParameter[] Values(SenderKey key, SenderBreaker breaker) =>
    [
        .. KeyOf(key),
        Database.Value(breaker.CountedFrom),
        Database.Value(breaker.Failures),
        Database.Value(breaker.Successes),
        Database.Value(breaker.Reason),
        Database.Value(breaker.OpenedAt),
        Database.Value(breaker.Trips),
        Database.Value(breaker.ProbeAt),
        Database.Value(breaker.Probe),
        Database.Value(breaker.ProbeUntil),
        Database.Value(breaker.ClosedAt),
    ];
}

/// <summary>A breaker before and after a decision; the same when nothing changed.</summary>
public sealed record BreakerChange(SenderBreaker Before, SenderBreaker After);
