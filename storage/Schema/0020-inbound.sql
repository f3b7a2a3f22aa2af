-- What guarantors text back. The words are evidence of what was asked for: they are kept as long as history, are shown
-- on the timelines of the accounts they were taken for, and stand in no log. The number is kept as its keyed hash.

create table inbound (
    practice_id integer not null references practice,
    -- UUIDv7: newest last, the place on the timeline.
    id uuid not null,
    -- Twilio's id of the text: the same again is not taken twice.
    message_sid text not null,
    received_at timestamptz not null,
    from_hash bytea not null,
    -- Ours, which it was sent to.
    sent_to text not null,
    -- 0 other, 1 stop, 2 revocation, 3 wrong number, 4 start, 5 help
    meaning smallint not null,
    wording text not null,
    -- Null until everything that it asks for is done; a repeat does what is left.
    done_at timestamptz,
    primary key (practice_id, id),
    -- Serves repeats.
    constraint inbound_by_message unique (practice_id, message_sid)
);

-- For which accounts it was taken. Serves the timeline of one account, newest first.
create table inbound_account (
    practice_id integer not null,
    account_key text not null,
    inbound_id uuid not null,
    primary key (practice_id, account_key, inbound_id),
    foreign key (practice_id, inbound_id) references inbound on delete cascade
);

grant select, insert, update (done_at) on inbound to bn_api;
grant select, insert on inbound_account to bn_api;
grant select, delete on inbound to bn_silo;
grant select, delete on inbound_account to bn_silo;
-- Opt-outs hold even where no account has the number yet.
grant insert, update on suppression to bn_api;

do $policies$
declare
    name text;
begin
    foreach name in array array['inbound', 'inbound_account'] loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy %I on %I to bn_silo using (true)', name || '_silo', name);
        execute format('create policy %I on %I to bn_api using (practice_id = any (bn_practices()))',
            name || '_api', name);
    end loop;
end
$policies$;

-- Serve the search for whoever sends from a number or through a messaging service.
create index practice_by_text_number on practice ((settings #>> '{senders,text,from}'))
    where settings #>> '{senders,text,from}' is not null;
create index practice_by_text_service on practice ((settings #>> '{senders,text,messagingServiceSid}'))
    where settings #>> '{senders,text,messagingServiceSid}' is not null;
create index practice_by_voice_number on practice ((settings #>> '{senders,voice,from}'))
    where settings #>> '{senders,voice,from}' is not null;

-- Whose number it is. With the owner's rights, because whoever texts back names no practice: the caller has verified
-- that the provider calls, and gets the practices that send through that provider from that number.
create function bn_find_senders(account text, sent_to text, service text)
    returns table (practice_id integer, organisation text, slug text, salt bytea, name text, phone text)
    language sql stable
    security definer
    set search_path = public, pg_temp
    as $$
        select p.id, p.organisation, p.slug, p.salt, p.settings ->> 'name', p.settings ->> 'phone'
        from practice p
        where p.settings #>> '{senders,text,from}' = sent_to
                and lower(p.settings #>> '{senders,text,provider}') = lower(account)
            or p.settings #>> '{senders,text,messagingServiceSid}' = service
                and lower(p.settings #>> '{senders,text,provider}') = lower(account)
            or p.settings #>> '{senders,voice,from}' = sent_to
                and lower(p.settings #>> '{senders,voice,provider}') = lower(account)
        order by p.id;
    $$;

revoke execute on function bn_find_senders from public;
grant execute on function bn_find_senders to bn_api;
