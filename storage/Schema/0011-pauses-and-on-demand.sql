-- Pauses (they defer, and never end), what is done to the installation as a whole, and the words of on-demand messages.

-- Null while not paused. Outside the revisions: a pause is no change of what a profile says.
alter table profile
    add column paused_at timestamptz,
    add column paused_by text,
    add column pause_reason text;

alter table batch
    add column paused_at timestamptz,
    add column paused_by text,
    add column pause_reason text;

-- At most one row; while it is there, nothing leaves. The installation belongs to no practice.
create table installation_pause (
    singleton boolean primary key default true check (singleton),
    at timestamptz not null default bn_now(),
    by text not null,
    reason text
);

-- Who did what to the installation, when. Append-only: nobody is granted update or delete.
create table installation_audit (
    -- UUIDv7: newest last, the key of the list's paging.
    id uuid primary key,
    at timestamptz not null default bn_now(),
    actor text not null,
    action text not null,
    detail jsonb not null default '{}'
);

-- A free-text message has no template row: its words, in the form of a template revision's body. Null where
-- template_id names the template.
alter table notification add column own_words jsonb;

grant select on installation_pause, installation_audit to bn_silo;
grant select, insert, update, delete on installation_pause to bn_api;
grant select, insert on installation_audit to bn_api;

do $policies$
declare
    name text;
begin
    foreach name in array array['installation_pause', 'installation_audit'] loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy %I on %I to bn_silo using (true)', name || '_silo', name);
        -- The api asks for an admin key that names every practice.
        execute format('create policy %I on %I to bn_api using (true)', name || '_api', name);
    end loop;
end
$policies$;
