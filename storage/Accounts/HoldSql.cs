namespace BalanceNotifications.Accounts;

/// <summary>How accounts write the worklist of holds, many of them in one statement.</summary>
internal static class HoldSql
{
    // Told again, or late, it changes nothing. Served by the primary key.
    public const string Put = """
        insert into account_hold as h (
            practice_id, account_key, hold_id, account, reason, until, placed_at, placed_by, standing, sequence)
        select t.practice_id, t.account_key, t.hold_id, t.account, t.reason, t.until, t.placed_at, t.placed_by, true,
            t.sequence
        from unnest(
            $1::integer[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::timestamptz[], $7::timestamptz[],
            $8::text[], $9::bigint[])
            as t(practice_id, account_key, hold_id, account, reason, until, placed_at, placed_by, sequence)
        on conflict (practice_id, account_key, hold_id) do update set
            account = excluded.account, reason = excluded.reason, until = excluded.until,
            placed_at = excluded.placed_at, placed_by = excluded.placed_by, standing = true,
            sequence = excluded.sequence
        where h.sequence < excluded.sequence
        """;

    // Served by the primary key.
    public const string TakeOff = """
        update account_hold h set standing = false, sequence = t.sequence
        from unnest($1::integer[], $2::text[], $3::text[], $4::bigint[]) as t(practice_id, account_key, hold_id, sequence)
        where h.practice_id = t.practice_id and h.account_key = t.account_key and h.hold_id = t.hold_id
            and h.sequence < t.sequence
        """;
}
