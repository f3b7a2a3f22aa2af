namespace BalanceNotifications.Accounts;

/// <summary>How accounts and batches write the worklist.</summary>
internal static class PreCollectionsSql
{
    // Told again after the list was cleared, the same entry stays cleared.
    public const string Put = """
        insert into pre_collections as p (
            practice_id, account_key, account, since, level, balance, statement_id, clears, listed, sequence)
        values ($1, $2, $3, $4, $5, $6, $7, $8, true, $9)
        on conflict (practice_id, account_key) do update set
            since = excluded.since, level = excluded.level, balance = excluded.balance,
            statement_id = excluded.statement_id, clears = excluded.clears,
            listed = p.listed or p.since < excluded.since, sequence = excluded.sequence
        where p.sequence < excluded.sequence
        """;

    // Served by the primary key.
    public const string TakeOff = """
        update pre_collections set listed = false, sequence = $3
        where practice_id = $1 and account_key = $2 and sequence < $3
        """;

    // Served by pre_collections_listed. Counted from the batch's own creation, so that a second run clears nothing of
    // what the batch has listed.
    public const string ClearForBatch = """
        update pre_collections p set listed = false
        from batch b
        where b.practice_id = $1 and b.id = $2 and b.kind = 1
            and p.practice_id = $1 and p.listed and p.clears and p.since < b.created_at
        """;
}
