namespace BalanceNotifications.Accounts;

/// <summary>How accounts write the paper list.</summary>
internal static class PaperSql
{
    // Told again, what was acknowledged stays so; a later listing is a new one. Served by the primary key.
    public const string Put = """
        insert into paper as p (
            practice_id, account_key, account, statement_id, reason, since, amount_due, listed, sequence)
        values ($1, $2, $3, $4, $5, $6, $7, true, $8)
        on conflict (practice_id, account_key, statement_id) do update set
            id = case when p.since < excluded.since then excluded.id else p.id end,
            listed_by = case when p.since < excluded.since then excluded.listed_by else p.listed_by end,
            listed_at = case when p.since < excluded.since then excluded.listed_at else p.listed_at end,
            acknowledged_at = case when p.since < excluded.since then null else p.acknowledged_at end,
            acknowledged_by = case when p.since < excluded.since then null else p.acknowledged_by end,
            reason = excluded.reason, since = excluded.since, amount_due = excluded.amount_due, listed = true,
            sequence = excluded.sequence
        where p.sequence < excluded.sequence
        """;

    // Served by the primary key.
    public const string TakeOff = """
        update paper set listed = false, sequence = $4
        where practice_id = $1 and account_key = $2 and statement_id = $3 and sequence < $4
        """;
}
