-- Guarantors whose statement must go on paper after all (V81, V82): the list that the statement vendor reads. Each
-- account tells its own rows; what the vendor took over is acknowledged by touching rows only.

create table paper (
    practice_id integer not null references practice,
    account_key text not null,
    statement_id text not null,
    -- Of this listing: another reason lists the statement again, under another id.
    id uuid not null default gen_random_uuid(),
    account text not null,
    -- 1 e-mail undeliverable, 2 e-mail opted out, 3 every channel of the rule failed.
    reason smallint not null,
    -- When it was put on the list, by the account's clock.
    since timestamptz not null,
    amount_due numeric(14, 2) not null,
    -- False when it was taken off: reached after all, paid, or superseded.
    listed boolean not null,
    acknowledged_at timestamptz,
    acknowledged_by text,
    -- The transaction that listed it, and when: an acknowledgement of all that was read covers what that reading saw,
    -- and nothing that was committed behind it.
    listed_by xid8 not null default pg_current_xact_id(),
    listed_at timestamptz not null default bn_now(),
    -- The account's own count of writes: a stale activation cannot turn the row back.
    sequence bigint not null,
    primary key (practice_id, account_key, statement_id)
);

-- Serve the two lists, newest first, and acknowledging.
create index paper_open on paper (practice_id, since, id) where listed and acknowledged_at is null;
create index paper_acknowledged on paper (practice_id, since, id) where acknowledged_at is not null;
-- Serves acknowledging by id.
create unique index paper_by_id on paper (id);

grant select, insert, update on paper to bn_silo;
grant select, update on paper to bn_api;

alter table paper enable row level security;
create policy paper_silo on paper to bn_silo using (true);
create policy paper_api on paper to bn_api using (practice_id = any (bn_practices()));

-- Its place in the chain of its rule: where it began, which one failed before it, what follows. Null without a fallback,
-- and in rows of earlier versions.
alter table notification add column fallback jsonb;
-- It went to the practice's own people.
alter table notification add column test boolean not null default false;
