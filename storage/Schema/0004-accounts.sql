-- The read side of accounts, the ledger of what was posted, and who must not be written to. The truth about an account
-- is its grain's state; its outbox writes these.

create table account (
    practice_id integer not null references practice,
    -- The second half of the grain's key.
    account_key text not null,
    -- In byte order, so that a prefix is a range whatever the database's collation; so is name_key.
    number text collate "C" not null,
    first_name text not null,
    last_name text not null,
    -- A column rather than an index on lower(): that function is not leakproof, and row-level security would keep the
    -- planner from the index.
    name_key text collate "C" not null generated always as (lower(last_name || ' ' || first_name)) stored,
    -- HMAC with the practice's salt, so that a look-up needs no address in clear.
    email_hash bytea,
    phone_hash bytea,
    balance numeric(14, 2) not null,
    next_due timestamptz,
    -- The account's own count of writes: a stale activation cannot turn the row back.
    sequence bigint not null,
    primary key (practice_id, account_key)
);

-- Serves the list and its paging.
create unique index account_by_number on account (practice_id, number);
create index account_by_name on account (practice_id, name_key);
create index account_by_email on account (practice_id, email_hash) where email_hash is not null;
create index account_by_phone on account (practice_id, phone_hash) where phone_hash is not null;

-- Every statement and posting ever accepted, with its first answer: what makes a repeat harmless for ever.
create table ledger (
    practice_id integer not null references practice,
    account_key text not null,
    -- 1 statement, 2 posting, 3 reversal (under the id of the posting that was reversed)
    kind smallint not null,
    id text not null,
    body_hash text not null,
    answer jsonb not null,
    recorded_at timestamptz not null default bn_now(),
    primary key (practice_id, account_key, kind, id)
);

-- An address that must not be written to, whichever account has it now or later.
create table suppression (
    practice_id integer not null references practice,
    channel smallint not null,
    address_hash bytea not null,
    at timestamptz not null,
    source text not null,
    wording text not null,
    primary key (practice_id, channel, address_hash)
);

grant select, insert, update on account to bn_silo;
grant select, insert on ledger to bn_silo;
grant select, insert, update, delete on suppression to bn_silo;
grant select on account, suppression to bn_api;

do $policies$
declare
    name text;
begin
    foreach name in array array['account', 'suppression'] loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy %I on %I to bn_silo using (true)', name || '_silo', name);
        execute format('create policy %I on %I to bn_api using (practice_id = any (bn_practices()))',
            name || '_api', name);
    end loop;
end
$policies$;
