-- Accounts between their last notice and an agency: the worklist of the billing staff (V41). Each account tells its own
-- row; clearing the list touches rows only, so an account does not have to be woken for it.

create table pre_collections (
    practice_id integer not null references practice,
    account_key text not null,
    account text not null,
    since timestamptz not null,
    -- The highest dunning level, at which the last notice went out.
    level smallint not null,
    balance numeric(14, 2) not null,
    statement_id text not null,
    -- Whether the next cycle batch clears it (V42).
    clears boolean not null,
    -- False when it was taken off: paid, moved to collections, or cleared. A cleared row is listed again only with a
    -- later "since".
    listed boolean not null,
    -- The account's own count of writes: a stale activation cannot turn the row back.
    sequence bigint not null,
    primary key (practice_id, account_key)
);

-- Serves the list, newest first, and clearing.
create index pre_collections_listed on pre_collections (practice_id, since, account_key) where listed;

grant select, insert, update on pre_collections to bn_silo;
grant select, update on pre_collections to bn_api;

alter table pre_collections enable row level security;
create policy pre_collections_silo on pre_collections to bn_silo using (true);
create policy pre_collections_api on pre_collections to bn_api using (practice_id = any (bn_practices()));
