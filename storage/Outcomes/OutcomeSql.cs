namespace BalanceNotifications.Outcomes;

/// <summary>
/// One statement over sets: notifications and payments of each account in the order of time, so that every payment finds the
/// notification it followed without a search of its own.
/// </summary>
/// <remarks>
/// Parameters: $1 practice, $2 and $3 the ids of what is reported, $4 and $5 the ids of what may have been paid for, $6 and $7
/// the span of payments.
/// </remarks>
internal static class OutcomeSql
{
    /// <summary>So many days after its planned instant a notification goes out at the latest, to be paid for.</summary>
    public const int MostDaysLate = 60;

    /// <summary>
    /// Served by notification_by_practice, ledger_payments, account_merged, account_by_number, and the primary keys of
    /// ledger and link.
    /// </summary>
    public static string Of(OutcomeGrouping by) => $"""
        with recursive merged as (
            select account_key, merged_into from account where practice_id = $1 and merged_into is not null
            union
            select m.account_key, a.merged_into
            from merged m join account a on a.practice_id = $1 and a.number = m.merged_into
            where a.merged_into is not null),
        -- One guarantor under several numbers is one: whatever the number, it is put to the account that is left.
        heir as (
            select m.account_key, a.account_key as heir
            from merged m join account a on a.practice_id = $1 and a.number = m.merged_into
            where a.merged_into is null),
        sent as (
            select n.id, coalesce(h.heir, n.account_key) as account_key, n.sent_at
            from notification n left join heir h on h.account_key = n.account_key
            where n.practice_id = $1 and n.id > $4 and n.id < $5 and n.sent_at is not null and not n.test
                and n.sent_at < n.planned_at + interval '{MostDaysLate} days'),
        paid as (
            select coalesce(h.heir, l.account_key) as account_key, l.paid_at, (l.answer ->> 'amount')::numeric as amount
            from ledger l left join heir h on h.account_key = l.account_key
            where l.practice_id = $1 and l.paid_at >= $6 and l.paid_at < $7
                -- 3: the posting was taken back, under its own number or that of the account that is left.
                and not exists (
                    select from ledger r
                    where r.practice_id = l.practice_id and r.account_key in (l.account_key, h.heir) and r.kind = 3
                        and r.id = l.id)),
        events as (
            select account_key, sent_at as at, id, null::numeric as amount from sent
            union all
            select account_key, paid_at, null, amount from paid),
        -- Numbers the notifications of each account; a payment has the number of the last one before it.
        placed as (
            select *, count(id) over (
                partition by account_key order by at, (id is null), id rows unbounded preceding) as place
            from events),
        followed as (
            select amount, at, first_value(id) over w as id, first_value(at) over w as sent_at
            from placed
            where place > 0
            window w as (partition by account_key, place order by at, (id is null))),
        brought as (
            select id, min(at - sent_at) as first_after,
                coalesce(sum(amount) filter (where at < sent_at + interval '3 days'), 0) as in_3,
                coalesce(sum(amount) filter (where at < sent_at + interval '7 days'), 0) as in_7,
                sum(amount) as in_30
            from followed
            where amount is not null and at < sent_at + interval '30 days'
            group by id),
        reported as (
            select n.profile_id, n.rule, n.template_id, n.template_revision, n.channel, n.status, n.sent_at,
                n.delivered_at, n.segments, n.seconds, b.first_after, b.in_3, b.in_7, b.in_30,
                n.sent_at is not null and exists (
                    select from link l
                    where l.practice_id = n.practice_id and l.notification_id = n.id and l.purpose = 1
                        and l.opens > 0) as opened
            from notification n left join brought b on b.id = n.id
            where n.practice_id = $1 and n.id > $2 and n.id < $3 and not n.test),
        grouped as (
            select {Columns(by)},
                count(*) as planned, count(sent_at) as sent, count(delivered_at) as delivered,
                count(*) filter (where opened) as opened,
                count(*) filter (where first_after < interval '3 days') as paid_3,
                count(*) filter (where first_after < interval '7 days') as paid_7,
                count(first_after) as paid_30,
                coalesce(sum(in_3), 0) as in_3, coalesce(sum(in_7), 0) as in_7, coalesce(sum(in_30), 0) as in_30,
                avg(extract(epoch from first_after)) / 86400 as mean,
                percentile_cont(0.5) within group (order by first_after) as median,
                count(sent_at) filter (where channel = 1) as emails,
                coalesce(sum(coalesce(segments, 1)) filter (where channel = 2 and sent_at is not null), 0) as segments,
                coalesce(sum(bn_call_minutes(channel, status, seconds)), 0) as minutes
            from reported
            group by 1, 2, 3, 4, 5)
        select g.profile, g.rule, g.template, g.template_revision, g.channel, {Label(by)},
            g.planned, g.sent, g.delivered, g.opened, g.paid_3, g.paid_7, g.paid_30, g.in_3, g.in_7, g.in_30,
            round(g.mean, 2), round((extract(epoch from g.median) / 86400)::numeric, 2),
            g.emails, g.segments::bigint, g.minutes::bigint
        from grouped g
        order by g.sent desc, 1, 2, 3, 4, 5
        """;

    private static string Columns(OutcomeGrouping by) => by switch
    {
        OutcomeGrouping.Practice => Columns(),
        OutcomeGrouping.Profile => Columns(profile: "profile_id"),
        OutcomeGrouping.Rule => Columns(profile: "profile_id", rule: "rule"),
        OutcomeGrouping.Template => Columns(template: "template_id", revision: "template_revision"),
        OutcomeGrouping.Channel => Columns(channel: "channel"),
    };

    private static string Columns(
        string profile = "null::uuid", string rule = "null::text", string template = "null::uuid",
        string revision = "null::integer", string channel = "null::smallint") =>
        $"{profile} as profile, {rule} as rule, {template} as template, {revision} as template_revision, {channel} as channel";

    // Served by the primary keys. A profile is called by what it is called now.
    private static string Label(OutcomeGrouping by) => by switch
    {
        OutcomeGrouping.Profile or OutcomeGrouping.Rule => """
            (select r.body ->> 'name' from profile p join profile_revision r
                on r.practice_id = p.practice_id and r.profile_id = p.id and r.revision = p.revision
             where p.practice_id = $1 and p.id = g.profile)
            """,
        OutcomeGrouping.Template => """
            (select r.body ->> 'label' from template_revision r
             where r.practice_id = $1 and r.template_id = g.template and r.revision = g.template_revision)
            """,
        OutcomeGrouping.Practice or OutcomeGrouping.Channel => "null::text",
    };
}
