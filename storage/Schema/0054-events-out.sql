-- What happened, for the systems of others that want to hear of it (decision 0054): a log, and who is sent it.

-- Written in the transaction of what it tells, of practices with an endpoint alone, and kept for a week.
create table event_out (
    practice_id integer not null,
    -- The order in which it is read. Who writes one holds the practice's lock from before it is drawn until the commit: a
    -- sequence alone has holes that are filled later, when somebody has read past them.
    place bigint not null generated always as identity,
    -- What happened has one id, however often it is told.
    id uuid not null,
    -- EventType
    type smallint not null,
    -- When it happened; recorded_at is when it was told.
    at timestamptz not null,
    recorded_at timestamptz not null default bn_now(),
    -- An object, as it is sent.
    data json not null,
    primary key (practice_id, place)
);

create unique index event_out_by_id on event_out (practice_id, id);
-- Serves clearing away.
create index event_out_by_age on event_out (recorded_at);

-- An endpoint of somebody else, how far it is, and how it goes. The api writes what it is, the silo how it goes; who drives
-- it holds its lease, and whatever else changes it takes the lease away.
create table webhook (
    practice_id integer not null references practice,
    id uuid not null,
    revision integer not null default 1,
    url text not null,
    description text,
    -- A bit for each type that it is sent.
    types bigint not null,
    -- The secret itself is stored nowhere. The one before is used beside it for a while.
    secret_version integer not null default 1,
    old_secret_until timestamptz,
    created_at timestamptz not null,
    created_by text not null,
    -- It was sent everything up to here.
    read_up_to bigint not null,
    -- Attempts in a row that failed, and since when.
    failures integer not null default 0,
    failing_since timestamptz,
    next_at timestamptz not null,
    paused_at timestamptz,
    -- WebhookPause; null while it is not paused.
    paused_for smallint,
    last_delivered_at timestamptz,
    lease uuid,
    leased_until timestamptz,
    primary key (practice_id, id)
) with (fillfactor = 50);

-- One row an attempt; nothing of what was answered but its status.
create table webhook_delivery (
    practice_id integer not null,
    webhook_id uuid not null,
    number bigint not null generated always as identity,
    event_id uuid not null,
    type smallint not null,
    at timestamptz not null,
    milliseconds integer not null,
    -- Null where nothing was answered.
    status smallint,
    -- AttemptError; null when it was taken.
    error smallint,
    primary key (practice_id, webhook_id, number)
);

-- Serves clearing away.
create index webhook_delivery_by_age on webhook_delivery (at);

grant select, insert, delete on event_out to bn_silo;
grant select, update on webhook to bn_silo;
grant select, insert, delete on webhook_delivery to bn_silo;
grant select on event_out, webhook_delivery to bn_api;
grant select, insert, update, delete on webhook to bn_api;

do $policies$
declare
    name text;
begin
    foreach name in array array['event_out', 'webhook', 'webhook_delivery'] loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy %I on %I to bn_silo using (true)', name || '_silo', name);
        execute format('create policy %I on %I to bn_api using (practice_id = any (bn_practices()))',
            name || '_api', name);
    end loop;
end
$policies$;
