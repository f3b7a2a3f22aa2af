-- The audit trail (decision 57): who may write what of it, by what it is searched, and the chain that seals it.

-- Which transaction wrote a row. Once every transaction below a number has ended, no row below it can come any more:
-- that is what a seal may cover, whatever id or time its rows have.
alter table audit add column written_in xid8 not null default pg_current_xact_id();
alter table installation_audit add column written_in xid8 not null default pg_current_xact_id();

-- Column by column: nobody says himself which transaction wrote a row.
revoke all on audit, installation_audit from bn_silo, bn_api;
grant select on audit, installation_audit to bn_silo, bn_api;
grant insert (practice_id, id, at, actor, action, subject, detail) on audit to bn_silo, bn_api;
grant insert (id, at, actor, action, detail) on installation_audit to bn_api;

-- Serves the seals: the rows of a practice by transaction.
create index audit_by_writer on audit (practice_id, written_in);
create index installation_audit_by_writer on installation_audit (written_in);
create index audit_by_actor on audit (practice_id, actor, id);
-- Serves searches for what was done to the set-up, which millions of lines about accounts would bury.
create index audit_of_setup on audit (practice_id, id)
    where split_part(action, '.', 1) not in (
        'account', 'cadence', 'collections', 'hold', 'notification', 'paper', 'statement', 'switches');

-- Each seal has the hash of the one before and of all rows of its transactions. Append-only, as the rows.
create table audit_seal (
    -- practice/ and its number, or installation.
    trail text not null,
    -- From 1, without a gap.
    sequence integer not null,
    -- The transactions that it covers: the first, and the first that it does not.
    from_xact xid8 not null,
    to_xact xid8 not null,
    -- The lowest and the highest id of its rows.
    first_id uuid not null,
    last_id uuid not null,
    rows integer not null,
    previous bytea not null,
    hash bytea not null,
    sealed_at timestamptz not null,
    primary key (trail, sequence)
);

grant select, insert on audit_seal to bn_silo;
grant select on audit_seal to bn_api;

alter table audit_seal enable row level security;
create policy audit_seal_silo on audit_seal to bn_silo using (true);
create policy audit_seal_api on audit_seal to bn_api using (
    trail = 'installation' or trail = any (select 'practice/' || practice from unnest(bn_practices()) practice));
