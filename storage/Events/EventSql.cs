namespace BalanceNotifications.Events;

/// <summary>How the log is written, always in the transaction of what it tells.</summary>
internal static class EventSql
{
    // For the rest of the transaction, and before anything is written: so the events of a practice are drawn, committed and
    // seen in one order. Sorted, or two that write of the same practices would wait for each other; and what comes behind it
    // in a transaction must be nothing that one who waits here can hold.
    public const string Lock = "select pg_advisory_xact_lock(731, practice) from unnest($1::integer[]) as practice";

    // What is told again is there already.
    public const string Write = """
        insert into event_out (practice_id, id, type, at, recorded_at, data)
        -- Asked once: the column's default asks for every row.
        select t.practice, t.id, t.type, coalesce(t.at, (select bn_now())), (select bn_now()), t.data
        from unnest($1::integer[], $2::uuid[], $3::smallint[], $4::timestamptz[], $5::json[])
            with ordinality as t(practice, id, type, at, data, place)
        order by t.place
        on conflict do nothing
        """;

    // Behind PaperSql.Put: what that listed anew carries this transaction. The id is that of the listing.
    public const string WriteListed = """
        insert into event_out (practice_id, id, type, at, data)
        select practice_id, id, 21, since, json_build_object(
            'account', account, 'statementId', statement_id,
            'reason', (array['emailUndeliverable', 'emailOptedOut', 'chainEnded'])[reason], 'amountDue', amount_due)
        from paper
        where practice_id = $1 and account_key = $2 and statement_id = $3 and listed
            and listed_by = pg_current_xact_id()
        on conflict do nothing
        """;

    // Before PaperSql.TakeOff, on the same condition.
    public const string WriteUnlisted = """
        insert into event_out (practice_id, id, type, at, data)
        select practice_id, gen_random_uuid(), 22, bn_now(), json_build_object(
            'account', account, 'statementId', statement_id, 'acknowledged', acknowledged_at is not null)
        from paper
        where practice_id = $1 and account_key = $2 and statement_id = $3 and listed and sequence < $4
        """;

    /// <summary>To be put behind "with changed as (…)": one batch as it is then. It takes the lock itself.</summary>
    public const string WriteBatchEnded = """
        insert into event_out (practice_id, id, type, at, data)
        select e.practice_id, gen_random_uuid(), 23, e.ended_at, json_build_object(
            'batch', e.id, 'kind', (array['cycle', 'onDemand', 'accounts', 'postings'])[e.kind],
            'status', (array['created', 'uploading', 'accepted', 'cancelled', 'failed'])[e.status],
            'rows', e.rows, 'accepted', e.accepted, 'rejected', e.rejected)
        from changed e cross join lateral pg_advisory_xact_lock(731, e.practice_id)
        where exists (
            select from webhook w where w.practice_id = e.practice_id and w.types & (1::bigint << 23) <> 0)
        """;
}
