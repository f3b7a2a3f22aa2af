using Npgsql;

namespace BalanceNotifications.Budgets;

/// <summary>Budgets as all silos share them: what one takes is decided under the lock of its pot.</summary>
public sealed class BudgetStore(NpgsqlDataSource database, TimeProvider clock)
{
    // Everybody who sends by this budget waits for one who holds it: not for long, and not for one that hangs.
    private const string WaitBriefly = "set local lock_timeout = '1s'";

    private const string HoldBriefly = "set local idle_in_transaction_session_timeout = '5s'";

    private const string Begin = "insert into budget_pot (key) values ($1) on conflict do nothing";

    private const string LockPot = "select slot, slot_used, day, day_used from budget_pot where key = $1 for update";

    // Served by the primary key, budget_share_waiting and budget_share_by_day. One row in any case; the practice's own columns are null before its first time.
    private const string FindShares = """
        select own.slot, own.slot_used, own.day, own.day_used, own.waiting_since, own.waiting_until,
            waiting.all_of_them, waiting.longer, today.got_something
        from (select 1) one
        left join budget_share own on own.key = $1 and own.practice_id = $2
        cross join lateral (
            select count(*) as all_of_them, count(*) filter (where other.waiting_since
                < case when own.waiting_until > $3 then own.waiting_since else $3 end) as longer
            from budget_share other
            where other.key = $1 and other.waiting_until > $3 and other.practice_id <> $2) waiting
        cross join lateral (
            select count(*) as got_something
            from budget_share other
            where other.key = $1 and other.day = $4 and other.day_used > 0 and other.practice_id <> $2) today
        """;

    private const string UpdatePot =
        "update budget_pot set slot = $2, slot_used = $3, day = $4, day_used = $5 where key = $1";

    // Served by budget_share_by_day. Yesterday's may still count in a slot about midnight.
    private const string DropShares = """
        delete from budget_share where key = $1 and day < $2 and (waiting_until is null or waiting_until < $3)
        """;

    private const string PutShare = """
        insert into budget_share (key, practice_id, slot, slot_used, day, day_used, waiting_since, waiting_until)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (key, practice_id) do update set slot = $3, slot_used = $4, day = $5, day_used = $6,
            waiting_since = $7, waiting_until = $8
        """;

    /// <summary>Takes what the decision gives. A silo that dies before it has the answer has lost that.</summary>
    /// <exception cref="NpgsqlException">
    /// The database is away, or the pot was not to be had within a second. A <see cref="PostgresException"/>: nothing
    /// was taken or returned; else nobody knows.
    /// </exception>
    /// <param name="decide">Told the time that it is with the lock in hand; called once.</param>
    public async Task<BudgetGrant> TakeAsync(
        Budget budget, int practice, Func<BudgetView, DateTimeOffset, BudgetGrant> decide,
        CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var view = await ViewAsync(connection, budget, practice, clock.GetUtcNow(), cancellationToken);
        // Not before: who waited for the lock would take for a slot, or a day, that is over.
        var now = clock.GetUtcNow();
        var grant = decide(view, now);

        await using var write = connection.CreateBatch();
        var (pot, share) = (grant.Pot, grant.Share);
        if (pot.Day > view.Pot.Day)
        {
            write.Add(
                DropShares, Database.Value(budget.Key), Database.Value(pot.Day.AddDays(-1)), Database.Value(now));
        }

        write
            .Add(UpdatePot, [Database.Value(budget.Key), .. Values(pot)])
            .Add(PutShare,
            [
                Database.Value(budget.Key), Database.Value(practice), .. Values(share.Used),
                Database.Value(share.WaitingSince), Database.Value(share.WaitingUntil),
            ]);
        await write.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return grant;
    }

    // Who waits may be a moment old: that is a matter of fairness, not of limits.
    private static async Task<BudgetView> ViewAsync(
        NpgsqlConnection connection, Budget budget, int practice, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var read = connection.CreateBatch();
        read
            .Add(WaitBriefly)
            .Add(HoldBriefly)
            .Add(Begin, Database.Value(budget.Key))
            .Add(LockPot, Database.Value(budget.Key))
            .Add(FindShares,
                Database.Value(budget.Key), Database.Value(practice), Database.Value(now),
                Database.Value(budget.DayAt(now)));
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var pot = ReadPot(reader);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var share = reader.IsDBNull(0)
            ? BudgetShare.None
            : new BudgetShare(
                ReadPot(reader), reader.Nullable<DateTimeOffset?>(4), reader.Nullable<DateTimeOffset?>(5));
        return new(pot, share, new(Count(6), Count(7), Count(8)));

        int Count(int ordinal) => (int)reader.GetInt64(ordinal);
    }

    private static BudgetPot ReadPot(NpgsqlDataReader reader) =>
        new(reader.GetInt64(0), reader.GetInt32(1), reader.GetFieldValue<DateOnly>(2), reader.GetInt32(3));

    private static NpgsqlParameter[] Values(BudgetPot pot) =>
    [
        Database.Value(pot.Slot), Database.Value(pot.SlotUsed), Database.Value(pot.Day), Database.Value(pot.DayUsed),
    ];
}
