-- What a test call says, for as long as its provider may ask: it is about no account, and nobody's history. Sample values,
-- and the practice's own name and number. Cleared away after a day.

create table test_call (
    -- Random, and no notification's: the addresses that the provider asks at hold it.
    id uuid primary key,
    practice_id integer not null references practice,
    -- The provider's account that it went out through: no other is told anything.
    provider text not null,
    words jsonb not null,
    -- Whether a machine takes a message.
    may_record boolean not null,
    placed_at timestamptz not null default bn_now(),
    -- When somebody pressed the key that the message is behind; null until then.
    confirmed_at timestamptz
);

-- Serves the search for what has been kept long enough.
create index test_call_by_age on test_call (placed_at);

grant select, insert, delete on test_call to bn_silo;

alter table test_call enable row level security;
create policy test_call_silo on test_call to bn_silo using (true);

-- With the owner's rights, because a provider that asks names no practice: the caller has verified the provider, compares it
-- with this one, and gets that one call.
create function bn_find_test_call(call uuid)
    returns table (provider text, words jsonb, may_record boolean, confirmed boolean)
    language sql stable
    security definer
    set search_path = public, pg_temp
    as $$
        select t.provider, t.words, t.may_record, t.confirmed_at is not null from test_call t where t.id = call;
    $$;

create function bn_confirm_test_call(call uuid)
    returns void
    language sql volatile
    security definer
    set search_path = public, pg_temp
    as $$
        update test_call set confirmed_at = coalesce(confirmed_at, bn_now()) where id = call;
    $$;

revoke execute on function bn_find_test_call, bn_confirm_test_call from public;
grant execute on function bn_find_test_call, bn_confirm_test_call to bn_api;
