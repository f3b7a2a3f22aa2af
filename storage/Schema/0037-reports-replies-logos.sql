-- What a text or call went out through, so that a late report is counted for that sender, and asked for there. Null in
-- rows of earlier versions, and for e-mails.
alter table notification
    add column sender text,
    -- From when on its silence counts anew, after its provider was asked: see UnreportedNotifications. Null until then.
    add column silent_from timestamptz;

-- Serves the search for texts (2) and calls (3) that were sent (4) and of whose end nothing was told: those that were
-- told of have another status, or a reason. Nothing older than three days is read of it.
create index notification_unreported on notification ((coalesce(silent_from, sent_at)))
    where status = 4 and channel in (2, 3) and provider_id is not null and reason is null;

-- Whether the number was opted out before the text came: a text that is told again after a crash is answered as the first
-- time. Null in rows of earlier versions.
alter table inbound add column stopped boolean;

-- Serves the search for what has been kept long enough.
create index inbound_by_age on inbound (received_at);

-- A practice's logo, to be put into its mails. Removed, the content is null: the revision, which only ever rises, is what
-- silos know a logo by.
create table practice_logo (
    practice_id integer primary key references practice,
    revision integer not null,
    -- image/png, image/jpeg or image/gif
    media_type text not null,
    content bytea
);

grant select on practice_logo to bn_silo;
grant select, insert, update on practice_logo to bn_api;

alter table practice_logo enable row level security;
create policy practice_logo_silo on practice_logo to bn_silo using (true);
create policy practice_logo_api on practice_logo to bn_api using (practice_id = any (bn_practices()));
