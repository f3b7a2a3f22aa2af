-- The newest test message of a practice on each channel, for its go-live check. Who sent which is in the audit trail.

create table test_send (
    practice_id integer not null references practice,
    channel smallint not null,
    template_id uuid not null,
    at timestamptz not null,
    outcome text not null,
    reason text,
    -- Of the newest one that a provider took; null before there was one.
    accepted_at timestamptz,
    primary key (practice_id, channel)
);

grant select, insert, update on test_send to bn_api;

alter table test_send enable row level security;
create policy test_send_api on test_send to bn_api using (practice_id = any (bn_practices()));
