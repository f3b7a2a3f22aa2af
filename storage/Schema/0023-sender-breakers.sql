-- What keeps a sender from failing once for every account (design.md 4.11). A sender is an address at a provider and
-- belongs to no practice; several may use it. No row: closed, and nothing has failed.
create table sender_breaker (
    channel smallint not null,
    -- In lower case, both.
    provider text not null,
    sender text not null,
    counted_from timestamptz,
    failures integer not null default 0,
    successes integer not null default 0,
    -- Of the last failure: a provider's code, never its words.
    reason text,
    -- Null while closed.
    opened_at timestamptz,
    trips integer not null default 0,
    probe_at timestamptz,
    probe uuid,
    probe_until timestamptz,
    closed_at timestamptz,
    primary key (channel, provider, sender)
);

grant select, insert, update on sender_breaker to bn_silo;
-- The api shows it and closes it.
grant select, update on sender_breaker to bn_api;

alter table sender_breaker enable row level security;
create policy sender_breaker_silo on sender_breaker to bn_silo using (true);
-- Of the practices the request names, the senders that they use today.
create policy sender_breaker_api on sender_breaker to bn_api using (exists (
    select from practice p, lateral (values
        (1, p.settings #> '{senders,email}'),
        (2, p.settings #> '{senders,text}'),
        (3, p.settings #> '{senders,voice}')) used (channel, body)
    where p.id = any (bn_practices())
        and used.channel = sender_breaker.channel
        and lower(used.body ->> 'provider') = sender_breaker.provider
        and lower(coalesce(used.body ->> 'messagingServiceSid', used.body ->> 'from')) = sender_breaker.sender));
