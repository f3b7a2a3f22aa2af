namespace BalanceNotifications.Accounts;

/// <summary>
/// How accounts tell the tables, many of them in one statement. Each row is guarded by its own sequence, so that telling
/// it again, or late, changes nothing.
/// </summary>
internal static class JournalSql
{
    // Serialises two activations of one account, so that the counts below see what the other wrote.
    public const string Lock = "select pg_advisory_xact_lock(hashtextextended($1, 0))";

    // A row is only replaced by a higher sequence, and only a replaced row moves the counts. "offset 0" keeps the look-ups
    // one by one, each in the one partition of its id: the planner counts all of them for each, and would rather read a
    // whole month. $1 and $2, the lowest and the highest id, have the other months' partitions not even opened.
    public const string WriteNotifications = """
        with told as (
            select * from unnest(
                $3::integer[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::uuid[], $9::uuid[],
                $10::integer[], $11::text[], $12::smallint[], $13::smallint[], $14::smallint[],
                $15::smallint[], $16::text[], $17::text[], $18::bytea[], $19::timestamptz[],
                $20::timestamptz[], $21::timestamptz[], $22::smallint[], $23::smallint[], $24::text[],
                $25::smallint[], $26::uuid[], $27::integer[], $28::text[], $29::jsonb[], $30::smallint[],
                $31::bytea[], $32::integer[], $33::jsonb[], $34::timestamptz[], $35::smallint[],
                $36::numeric[], $37::timestamptz[], $38::integer[], $39::jsonb[], $40::boolean[],
                $41::text[])
                as t(
                    practice, account_key, account, id, statement_id, batch, profile, profile_revision,
                    rule, level, channel, purpose, status, reason, recipient, recipient_hash, planned_at,
                    due_at, sent_at, attempts, resent_in_doubt, provider_id, segments, template,
                    template_revision, language, merge, renderer, message_hash, sequence, own_words,
                    delivered_at, expires_after_hours, minimum_balance, useless_from, seconds, fallback,
                    test, sender)
        ),
        before as (
            select told.id, n.*
            from told cross join lateral (
                select practice_id, planned_at, channel, profile_id, batch, status,
                    bn_call_minutes(channel, status, seconds) as minutes
                from notification where id = told.id and id between $1 and $2
                offset 0
            ) n
        ),
        written as (
            insert into notification as n (
                id, practice_id, account_key, account, statement_id, batch, profile_id, profile_revision, rule, level,
                channel, purpose, status, reason, recipient, recipient_hash, planned_at, due_at, sent_at, attempts,
                resent_in_doubt, provider_id, segments, template_id, template_revision, language, merge, renderer, message_hash,
                sequence, own_words, delivered_at, expires_after_hours, minimum_balance, useless_from, seconds,
                fallback, test, sender)
            select id, practice, account_key, account, statement_id, batch, profile, profile_revision, rule, level, channel, purpose,
                status, reason, recipient, recipient_hash, planned_at, due_at, sent_at, attempts,
                resent_in_doubt, provider_id, segments, template, template_revision, language, merge, renderer, message_hash,
                sequence, own_words, delivered_at, expires_after_hours, minimum_balance, useless_from, seconds,
                fallback, test, sender
            from told
            on conflict (id) do update set
                status = excluded.status, reason = excluded.reason, recipient = excluded.recipient,
                recipient_hash = excluded.recipient_hash,
                due_at = excluded.due_at, sent_at = excluded.sent_at, attempts = excluded.attempts,
                resent_in_doubt = excluded.resent_in_doubt, provider_id = excluded.provider_id,
                profile_revision = excluded.profile_revision, level = excluded.level, purpose = excluded.purpose,
                segments = excluded.segments, template_id = excluded.template_id,
                template_revision = excluded.template_revision, language = excluded.language, merge = excluded.merge,
                renderer = excluded.renderer, message_hash = excluded.message_hash, sequence = excluded.sequence,
                delivered_at = excluded.delivered_at, expires_after_hours = excluded.expires_after_hours,
                minimum_balance = excluded.minimum_balance, useless_from = excluded.useless_from,
                seconds = excluded.seconds, fallback = excluded.fallback, test = excluded.test,
                sender = excluded.sender,
                -- Another attempt is a silence of its own.
                silent_from = case when n.provider_id = excluded.provider_id then n.silent_from end
            where n.sequence < excluded.sequence
            returning n.id, n.practice_id, n.planned_at, n.channel, n.profile_id, n.batch, n.status,
                bn_call_minutes(n.channel, n.status, n.seconds) as minutes
        )
        insert into notification_delta (practice_id, day, channel, profile_id, batch, status, change, minutes)
        select practice_id, (planned_at at time zone 'UTC')::date, channel, profile_id, batch, status, sum(change),
            sum(minutes)
        from (
            select w.practice_id, w.planned_at, w.channel, w.profile_id, w.batch, w.status, 1 as change, w.minutes
            from written w
            union all
            select b.practice_id, b.planned_at, b.channel, b.profile_id, b.batch, b.status, -1, -b.minutes
            from before b join written w on w.id = b.id
        ) changes
        group by 1, 2, 3, 4, 5, 6
        having sum(change) <> 0 or sum(minutes) <> 0
        """;

    public const string WriteTrail = """
        insert into notification_trail (notification_id, sequence, practice_id, at, status, reason, actor)
        select * from unnest(
            $1::uuid[], $2::integer[], $3::integer[], $4::timestamptz[], $5::smallint[], $6::text[], $7::text[])
        on conflict do nothing
        """;

    // Told again it changes nothing, and lifts no revocation; an attempt later on lengthens the link's life, and it leads
    // out of where that one went.
    public const string WriteLinks = """
        insert into link as l (
            practice_id, notification_id, purpose, token_hash, account_key, expires_at, address_hash, channel,
            created_at)
        -- Asked once: the column's default asks for every row.
        select t.*, (select bn_now()) from unnest(
            $1::integer[], $2::uuid[], $3::smallint[], $4::bytea[], $5::text[], $6::timestamptz[], $7::bytea[],
            $8::smallint[]) as t
        on conflict (practice_id, notification_id, purpose, token_hash)
            do update set expires_at = excluded.expires_at, address_hash = excluded.address_hash,
                channel = excluded.channel
            where l.expires_at < excluded.expires_at
        """;

    public const string WriteLedger = """
        insert into ledger (practice_id, account_key, kind, id, body_hash, answer, recorded_at)
        -- Asked once: the column's default asks for every row.
        select t.*, (select bn_now())
        from unnest($1::integer[], $2::text[], $3::smallint[], $4::text[], $5::text[], $6::jsonb[]) as t
        on conflict do nothing
        """;

    public const string WriteAudit = """
        insert into audit (practice_id, id, at, actor, action, subject, detail)
        select * from unnest(
            $1::integer[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::jsonb[])
        on conflict do nothing
        """;

    // Both instants only ever rise, so the order in which accounts tell makes no difference. One row an address, in one
    // order, or two that share addresses could wait for each other.
    public const string WriteSuppressions = """
        insert into suppression as s (practice_id, channel, address_hash, at, source, wording, lifted_at)
        select t.practice, t.channel, t.address_hash, max(t.at),
            (array_agg(t.source order by t.at desc nulls last))[1],
            (array_agg(t.wording order by t.at desc nulls last))[1],
            max(t.lifted_at)
        from unnest(
            $1::integer[], $2::smallint[], $3::bytea[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[])
            as t(practice, channel, address_hash, at, lifted_at, source, wording)
        group by t.practice, t.channel, t.address_hash
        order by t.practice, t.channel, t.address_hash
        on conflict (practice_id, channel, address_hash) do update set
            source = case when s.at is null or excluded.at > s.at then excluded.source else s.source end,
            wording = case when s.at is null or excluded.at > s.at then excluded.wording else s.wording end,
            at = greatest(s.at, excluded.at),
            lifted_at = greatest(s.lifted_at, excluded.lifted_at)
        """;

    public const string WriteRows = """
        insert into account as a (
            practice_id, account_key, number, first_name, last_name, email_hash, phone_hash, balance, next_due,
            sequence, preferred_email_hash, preferred_phone_hash, confidential_email_hash, confidential_phone_hash,
            hold_until, errored_out, merged_into, consent_missing)
        select * from unnest(
            $1::integer[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::bytea[], $8::numeric[],
            $9::timestamptz[], $10::bigint[], $11::bytea[], $12::bytea[], $13::bytea[], $14::bytea[],
            $15::timestamptz[], $16::boolean[], $17::text[], $18::boolean[])
        on conflict (practice_id, account_key) do update set
            first_name = excluded.first_name, last_name = excluded.last_name, email_hash = excluded.email_hash,
            phone_hash = excluded.phone_hash, balance = excluded.balance, next_due = excluded.next_due,
            sequence = excluded.sequence, preferred_email_hash = excluded.preferred_email_hash,
            preferred_phone_hash = excluded.preferred_phone_hash,
            confidential_email_hash = excluded.confidential_email_hash,
            confidential_phone_hash = excluded.confidential_phone_hash, hold_until = excluded.hold_until,
            errored_out = excluded.errored_out, merged_into = excluded.merged_into,
            consent_missing = excluded.consent_missing
        where a.sequence < excluded.sequence
        """;
}
