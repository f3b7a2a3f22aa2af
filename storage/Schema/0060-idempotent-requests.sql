-- What was answered to a POST that came with an Idempotency-Key, for a day: the same request again is answered so.

create table idempotent_request (
    organisation text not null check (organisation <> ''),
    -- The credential's name: two of them may use the same key for different things.
    caller text not null,
    -- SHA-256 of the key.
    key_hash bytea not null,
    -- Whoever works on it; one that has lost its lease stores nothing.
    attempt uuid not null,
    -- Until then it is being worked on; afterwards somebody else may, because whoever did has died.
    lease_until timestamptz not null,
    began_at timestamptz not null,
    -- Null until it is answered: SHA-256 of method, path, query and body, and the answer.
    request_hash bytea,
    status smallint,
    headers jsonb,
    body bytea,
    primary key (organisation, caller, key_hash)
);

-- Serves the search for what is older than a day.
create index idempotent_request_by_age on idempotent_request (began_at);

grant select, insert, update, delete on idempotent_request to bn_api;
grant select, delete on idempotent_request to bn_silo;
alter table idempotent_request enable row level security;
create policy idempotent_request_silo on idempotent_request to bn_silo using (true);
create policy idempotent_request_api on idempotent_request to bn_api
    using (organisation = current_setting('bn.organisation', true))
    with check (organisation = current_setting('bn.organisation', true));

-- An empty name would be the one of a request without a scope.
alter table access_key add constraint access_key_named check (organisation <> '');
alter table access_secret add constraint access_secret_named check (organisation <> '');
alter table organisation_audit add constraint organisation_audit_named check (organisation <> '');
