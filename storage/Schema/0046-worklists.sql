-- What the billing staff look through in the morning, besides errors, paper and pre-collections: holds that run out, consent
-- that is missing, senders that are stopped.

-- Each account tells its own rows. A hold that has ended by its date stays as it is: its account is not woken for it.
create table account_hold (
    practice_id integer not null references practice,
    account_key text not null,
    hold_id text not null,
    account text not null,
    -- 0 other, 1 dispute, 2 bankruptcy, 3 deceased
    reason smallint not null,
    -- Null until it is taken off.
    until timestamptz,
    placed_at timestamptz not null,
    placed_by text not null,
    -- False when it was taken off, or handed to another account by a merge.
    standing boolean not null,
    -- The account's own count of writes: a stale activation cannot turn the row back.
    sequence bigint not null,
    primary key (practice_id, account_key, hold_id)
);

-- Serves the list, soonest first.
create index account_hold_running_out on account_hold (practice_id, until, account_key, hold_id)
    where standing and until is not null;

grant select, insert, update on account_hold to bn_silo;
grant select on account_hold to bn_api;

alter table account_hold enable row level security;
create policy account_hold_silo on account_hold to bn_silo using (true);
create policy account_hold_api on account_hold to bn_api using (practice_id = any (bn_practices()));

-- Texts or calls are switched on, and nobody has recorded that the guarantor agreed to them. False in rows that were told by
-- an earlier version, until their account changes.
alter table account add column consent_missing boolean not null default false;

-- Serves the list by status and its paging.
create index account_without_consent on account (practice_id, number) where consent_missing;

-- Serves the list of senders that are stopped.
create index sender_breaker_open on sender_breaker (channel, provider, sender) where opened_at is not null;
