-- Practices, templates, profiles: rows with immutable revisions, each change in one transaction with its audit row.

-- What row-level security asks: the practices a request may see, set as the first statement of its transaction.
-- Empty or missing matches nothing.
create function bn_practices() returns integer[]
    language sql stable
    as $$ select coalesce(string_to_array(nullif(current_setting('bn.practices', true), ''), ',')::integer[], '{}') $$;

create table practice (
    id integer generated always as identity primary key,
    organisation text not null,
    slug text not null,
    -- Permanent: account keys and notification ids are made with it.
    salt bytea not null,
    revision integer not null,
    settings jsonb not null,
    created_at timestamptz not null default bn_now(),
    updated_at timestamptz not null default bn_now(),
    -- Serves the look-up by name and the list.
    constraint practice_by_slug unique (organisation, slug)
);

create table template (
    practice_id integer not null references practice,
    id uuid not null,
    revision integer not null,
    primary key (practice_id, id)
);

create table template_revision (
    practice_id integer not null,
    template_id uuid not null,
    revision integer not null,
    body jsonb not null,
    created_at timestamptz not null default bn_now(),
    created_by text not null,
    primary key (practice_id, template_id, revision),
    foreign key (practice_id, template_id) references template on delete cascade
);

create table profile (
    practice_id integer not null references practice,
    id uuid not null,
    revision integer not null,
    -- Null until a revision was approved; only that one plans.
    approved_revision integer,
    primary key (practice_id, id)
);

create table profile_revision (
    practice_id integer not null,
    profile_id uuid not null,
    revision integer not null,
    body jsonb not null,
    proofed_at timestamptz,
    proofed_by text,
    approved_at timestamptz,
    approved_by text,
    created_at timestamptz not null default bn_now(),
    created_by text not null,
    primary key (practice_id, profile_id, revision),
    foreign key (practice_id, profile_id) references profile on delete cascade
);

-- Who changed what, when. Append-only: nobody is granted update or delete.
create table audit (
    practice_id integer not null references practice,
    -- UUIDv7: newest last, the key of the list's paging.
    id uuid not null,
    at timestamptz not null default bn_now(),
    actor text not null,
    action text not null,
    subject text not null,
    detail jsonb not null default '{}',
    primary key (practice_id, id)
);

grant select on practice, template, template_revision, profile, profile_revision, audit to bn_silo;
grant insert on audit to bn_silo, bn_api;
grant select on practice, template, template_revision, profile, profile_revision, audit to bn_api;
grant insert, update on practice, template, profile, profile_revision to bn_api;
grant insert on template_revision to bn_api;
grant delete on template to bn_api;

alter table practice enable row level security;
create policy practice_silo on practice to bn_silo using (true);
-- A credential belongs to one organisation; which of its practices it names is checked before the query.
create policy practice_api on practice to bn_api
    using (organisation = current_setting('bn.organisation', true));

do $policies$
declare
    name text;
begin
    foreach name in array array['template', 'template_revision', 'profile', 'profile_revision', 'audit'] loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy %I on %I to bn_silo using (true)', name || '_silo', name);
        execute format('create policy %I on %I to bn_api using (practice_id = any (bn_practices()))',
            name || '_api', name);
    end loop;
end
$policies$;
