-- The due index of the paced engine (paced-engine/README.md): one row a reminder, found by what is due and by nothing
-- else. Its statements are the engine's own; only the table is made here, with all the others.

create table paced_reminder (
    -- Whose share of the silos' attention it takes: fairness is between tenants. In byte order, for the walk over them.
    tenant text collate "C" not null,
    grain_id text collate "C" not null,
    name text collate "C" not null,
    -- When it is next delivered: its own time, or a later one after a failure.
    due_at timestamptz not null,
    period_seconds integer not null,
    -- Counts registrations: a tick that ends after the grain has registered anew moves nothing.
    version bigint not null,
    -- Whoever took it has until then; null while nobody has.
    lease_until timestamptz,
    -- Deliveries since one last succeeded.
    attempts smallint not null default 0,
    -- Failed too often: stays until somebody takes it up again, or the grain registers it anew.
    parked_at timestamptz,
    primary key (grain_id, name)
) with (fillfactor = 80);

-- Serves the claim of whatever is due.
create index paced_reminder_due on paced_reminder (due_at) where parked_at is null;
-- Serves the claim of a fair share for each tenant, and the walk from one tenant to the next.
create index paced_reminder_by_tenant on paced_reminder (tenant, due_at) where parked_at is null;
create index paced_reminder_parked on paced_reminder (parked_at) where parked_at is not null;

grant select, insert, update, delete on paced_reminder to bn_silo;
