-- Actions on many notifications at a time (V72): what a person asked for, which ones that picked, what became of each. The
-- work is done by a silo, in bites, each of which is one transaction here; an undo is an action on what another one did.

create table notification_action (
    practice_id integer not null references practice,
    -- UUIDv7: newest last, the key of the list's paging.
    id uuid not null,
    -- As the api spells it.
    action text not null,
    -- As it was asked for, for people; and as lists read it. Null for an undo.
    asked jsonb,
    filter jsonb,
    -- The action that it takes back; null for most.
    undoes uuid,
    -- 1 picking, 2 running, 3 done, 4 stopped
    status smallint not null,
    -- The id of the last one picked; null before the first.
    picked_up_to uuid,
    picked integer not null default 0,
    done integer not null default 0,
    nothing_to_do integer not null default 0,
    refused integer not null default 0,
    not_found integer not null default 0,
    failed integer not null default 0,
    created_at timestamptz not null default bn_now(),
    created_by text not null,
    ended_at timestamptz,
    -- Null unless somebody stopped it.
    stopped_by text,
    primary key (practice_id, id)
);

-- One undo, whoever asks for it and how often.
create unique index notification_action_undo on notification_action (practice_id, undoes) where undoes is not null;
-- Serves the search for those under way, which every silo makes twice a minute.
create index notification_action_open on notification_action (practice_id, id) where status in (1, 2);
-- Serves the search for what has been kept long enough.
create index notification_action_by_age on notification_action (ended_at) where ended_at is not null;

create table notification_action_item (
    practice_id integer not null,
    action_id uuid not null,
    notification_id uuid not null,
    account_key text not null,
    -- Where it stood when it was picked: its status, and its count of changes.
    status smallint not null,
    sequence integer not null,
    -- 0 waits, 1 done, 2 nothing to do, 3 refused, 4 not found, 5 failed: its account could not be asked
    state smallint not null default 0,
    -- A code; null unless refused.
    refusal text,
    -- Where it stood afterwards: an undo touches nothing that has changed since.
    result_sequence integer,
    -- How often its account could not be asked.
    attempts smallint not null default 0,
    primary key (practice_id, action_id, notification_id),
    foreign key (practice_id, action_id) references notification_action on delete cascade
) with (fillfactor = 80);

-- Serves the driver, and the list of results.
create index notification_action_item_by_state
    on notification_action_item (practice_id, action_id, state, notification_id);

grant select, update, delete on notification_action to bn_silo;
grant select, insert, update on notification_action_item to bn_silo;
grant select, insert, update (status, stopped_by, ended_at) on notification_action to bn_api;
grant select on notification_action_item to bn_api;

do $policies$
declare
    name text;
begin
    foreach name in array array['notification_action', 'notification_action_item'] loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy %I on %I to bn_silo using (true)', name || '_silo', name);
        execute format('create policy %I on %I to bn_api using (practice_id = any (bn_practices()))',
            name || '_api', name);
    end loop;
end
$policies$;
