-- One row a notification, its trail, and the counts by status.

-- The id begins with the planned instant (design.md 5), so the id alone says which month's partition holds it, and
-- ordering by id is ordering by plan.
create table notification (
    id uuid not null,
    practice_id integer not null,
    account_key text not null,
    account text not null,
    statement_id text,
    batch uuid,
    profile_id uuid,
    profile_revision integer,
    rule text,
    level smallint,
    channel smallint not null,
    purpose smallint not null,
    status smallint not null,
    reason text,
    -- Most of it hidden.
    recipient text,
    planned_at timestamptz not null,
    due_at timestamptz not null,
    sent_at timestamptz,
    delivered_at timestamptz,
    attempts smallint not null,
    resent_in_doubt smallint not null,
    provider_id text,
    segments smallint,
    -- The exact message: frozen template, the values merged into it as formatted strings, the renderer, the hash of
    -- the result.
    template_id uuid,
    template_revision integer,
    merge jsonb,
    renderer smallint,
    message_hash bytea,
    -- Counts the changes of this notification; a row is only replaced by a higher one.
    sequence integer not null,
    primary key (id)
) partition by range (id);

-- Serves the list and every range of planned instants.
create index notification_by_practice on notification (practice_id, id);
-- Serves the list by status and the error list.
create index notification_by_status on notification (practice_id, status, id);
create index notification_by_account on notification (practice_id, account_key, id);
create index notification_by_batch on notification (practice_id, batch, id) where batch is not null;

-- Append-only.
create table notification_trail (
    notification_id uuid not null,
    sequence integer not null,
    practice_id integer not null,
    at timestamptz not null,
    status smallint not null,
    reason text,
    actor text not null,
    primary key (notification_id, sequence)
) partition by range (notification_id);

-- The first id of a month: its milliseconds since 1970 in the first 48 bits, the rest zero.
create function bn_first_id(moment timestamptz) returns uuid
    language sql immutable
    as $$ select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid $$;

-- Makes the partitions of the months from 26 back to 38 ahead that are missing (a statement may lie 400 days back or
-- 730 ahead, and a rule a year from it); the silo calls it daily, with the
-- owner's rights. Each is made apart and then attached, so that nothing that reads or writes is blocked. In UTC, or the
-- borders would depend on the session's zone.
create procedure bn_make_partitions(today timestamptz)
    language plpgsql
    security definer
    set search_path = public, pg_temp
    set timezone = 'UTC'
    as $$
declare
    parent text;
    month timestamptz;
    partition text;
begin
    foreach parent in array array['notification', 'notification_trail'] loop
        for month in
            select generate_series(
                date_trunc('month', today) - interval '26 months',
                date_trunc('month', today) + interval '38 months', interval '1 month')
        loop
            partition := parent || '_' || to_char(month, 'YYYY_MM');
            if to_regclass(partition) is null then
                execute format('create table %I (like %I including defaults including constraints)',
                    partition, parent);
                execute format('alter table %I attach partition %I for values from (%L) to (%L)',
                    parent, partition, bn_first_id(month), bn_first_id(month + interval '1 month'));
            end if;
        end loop;
    end loop;
end
$$;

call bn_make_partitions(bn_now());
revoke execute on procedure bn_make_partitions from public;
grant execute on procedure bn_make_partitions to bn_silo;

-- Counts by status: each transaction adds deltas, a job folds them into the roll-up, a summary adds both. No practice
-- is serialised on a counter row, and the sum is exact at any time.
create table notification_delta (
    practice_id integer not null,
    -- Of the planned instant, in UTC.
    day date not null,
    channel smallint not null,
    profile_id uuid,
    batch uuid,
    status smallint not null,
    change integer not null
);

create index notification_delta_by_practice on notification_delta (practice_id, day);
create index notification_delta_by_batch on notification_delta (practice_id, batch);

create table notification_count (
    practice_id integer not null,
    day date not null,
    channel smallint not null,
    profile_id uuid,
    batch uuid,
    status smallint not null,
    count bigint not null,
    constraint notification_count_of unique nulls not distinct (practice_id, day, channel, profile_id, batch, status)
);

create index notification_count_by_batch on notification_count (practice_id, batch);

grant select, insert, update on notification to bn_silo;
grant select, insert on notification_trail to bn_silo;
grant select, insert, update, delete on notification_delta, notification_count to bn_silo;
grant select on notification, notification_trail, notification_delta, notification_count to bn_api;

do $policies$
declare
    name text;
begin
    foreach name in array
        array['notification', 'notification_trail', 'notification_delta', 'notification_count'] loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy %I on %I to bn_silo using (true)', name || '_silo', name);
        execute format('create policy %I on %I to bn_api using (practice_id = any (bn_practices()))',
            name || '_api', name);
    end loop;
end
$policies$;
