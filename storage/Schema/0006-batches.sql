-- Uploaded batches and their rows. A row waits here until its account has taken it; a rejected one stays, with the
-- reason.

create table batch (
    practice_id integer not null references practice,
    id uuid not null,
    -- 1 cycle, 2 onDemand, 3 accounts, 4 postings
    kind smallint not null,
    -- 1 created, 2 uploading, 3 accepted, 4 cancelled, 5 failed
    status smallint not null,
    failure text,
    created_at timestamptz not null default bn_now(),
    created_by text not null,
    ended_at timestamptz,
    rows integer not null default 0,
    accepted integer not null default 0,
    rejected integer not null default 0,
    primary key (practice_id, id)
);

create table batch_row (
    practice_id integer not null,
    batch uuid not null,
    -- Counted from 1, the header not counted.
    row integer not null,
    account text,
    account_key text,
    -- 0 waits, 1 accepted, 2 rejected
    state smallint not null,
    -- What the account grain is to be told; null for a rejected row and after it was accepted.
    body jsonb,
    "column" text,
    value text,
    reason text,
    primary key (practice_id, batch, row),
    foreign key (practice_id, batch) references batch
) with (fillfactor = 90);

-- Serves the driver: the rows that wait, in file order.
create index batch_row_waiting on batch_row (practice_id, batch, row) where state = 0;
create index batch_row_rejected on batch_row (practice_id, batch, row) where state = 2;

grant select, insert, update on batch, batch_row to bn_silo, bn_api;

do $policies$
declare
    name text;
begin
    foreach name in array array['batch', 'batch_row'] loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy %I on %I to bn_silo using (true)', name || '_silo', name);
        execute format('create policy %I on %I to bn_api using (practice_id = any (bn_practices()))',
            name || '_api', name);
    end loop;
end
$policies$;
