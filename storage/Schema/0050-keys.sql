-- API keys that an organisation makes for itself, and the trail of who made, rotated and revoked them. Keys of the
-- installation stay in the configuration.

create table access_key (
    -- UUIDv7: newest last, the key of the list's paging.
    id uuid primary key,
    organisation text not null,
    -- The actor in the audit trail: never used twice, also not after a revocation.
    name text not null,
    -- Slugs, or * for all, present and future.
    practices text[] not null check (cardinality(practices) > 0),
    roles text[] not null
        check (cardinality(roles) > 0 and roles <@ array['admin', 'biller', 'viewer', 'integration']),
    created_at timestamptz not null default bn_now(),
    created_by text not null,
    -- Null until the first rotation.
    rotated_at timestamptz,
    -- To the minute; null until the first use.
    last_used_at timestamptz,
    revoked_at timestamptz,
    revoked_by text,
    constraint access_key_by_name unique (organisation, name)
);

-- Serves the list.
create index access_key_by_organisation on access_key (organisation, id);

-- A key has one secret, and while it is rotated two.
create table access_secret (
    -- SHA-256 of the secret: who reads this table cannot call. Serves the look-up.
    hash bytea primary key check (octet_length(hash) = 32),
    organisation text not null,
    key_id uuid not null references access_key,
    created_at timestamptz not null default bn_now(),
    -- Good until then; null for the newest.
    until timestamptz
);

-- Serves the rotation.
create index access_secret_by_key on access_secret (key_id);

-- What is done to an organisation rather than to one of its practices. Append-only: nobody is granted update or delete.
create table organisation_audit (
    organisation text not null,
    -- UUIDv7: newest last, the key of the list's paging.
    id uuid not null,
    at timestamptz not null default bn_now(),
    actor text not null,
    action text not null,
    subject text not null,
    detail jsonb not null default '{}',
    primary key (organisation, id)
);

grant select, insert, update (rotated_at, revoked_at, revoked_by) on access_key to bn_api;
-- The hashes are asked for by bn_find_key alone.
grant select (organisation, key_id, created_at, until), insert, update (until) on access_secret to bn_api;
grant select, insert on organisation_audit to bn_api;
grant select on organisation_audit to bn_silo;

do $policies$
declare
    name text;
begin
    foreach name in array array['access_key', 'access_secret', 'organisation_audit'] loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy %I on %I to bn_api using (organisation = current_setting(''bn.organisation'', true))',
            name || '_api', name);
    end loop;
end
$policies$;
create policy organisation_audit_silo on organisation_audit to bn_silo using (true);

-- Whose secret it is, and the record that it was used, at most once a minute. With the owner's rights, because whoever
-- calls has no organisation yet: he must bring the hash of a secret and gets that one key. A key whose row another
-- process writes at this moment is not waited for.
create function bn_find_key(secret bytea)
    returns table (id uuid, organisation text, name text, practices text[], roles text[], until timestamptz)
    language sql volatile
    security definer
    set search_path = public, pg_temp
    as $$
        update access_key set last_used_at = bn_now()
        where access_key.id = (
            select k.id
            from access_secret s join access_key k on k.id = s.key_id
            where s.hash = secret and k.revoked_at is null and (s.until is null or s.until > bn_now())
                and (k.last_used_at is null or k.last_used_at < bn_now() - interval '1 minute')
            for update of k skip locked);

        select k.id, k.organisation, k.name, k.practices, k.roles, s.until
        from access_secret s join access_key k on k.id = s.key_id
        where s.hash = secret and k.revoked_at is null and (s.until is null or s.until > bn_now());
    $$;

revoke execute on function bn_find_key from public;
grant execute on function bn_find_key to bn_api;
