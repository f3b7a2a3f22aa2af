-- The language a message was made in, and the links that ride in messages.

-- Which of the template's languages; null for the template's own. With template, values and renderer it makes the
-- message again.
alter table notification add column language text;

create table link (
    practice_id integer not null references practice,
    notification_id uuid not null,
    -- 1 QuickPay
    purpose smallint not null,
    -- SHA-256 of the token as it stands in the address: who reads this table cannot open a link.
    token_hash bytea not null,
    account_key text not null,
    created_at timestamptz not null default bn_now(),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    first_opened_at timestamptz,
    last_opened_at timestamptz,
    -- By people.
    opens integer not null default 0,
    -- By programs that look at links before people do.
    previews integer not null default 0,
    -- A notification sent again under a newer link key has two. Serves what is asked about one notification.
    primary key (practice_id, notification_id, purpose, token_hash)
);

-- Serves whoever comes with a token: it says neither practice nor account.
create unique index link_by_token on link (token_hash);

grant select, insert, update (expires_at) on link to bn_silo;
grant select, update (revoked_at) on link to bn_api;

alter table link enable row level security;
create policy link_silo on link to bn_silo using (true);
create policy link_api on link to bn_api using (practice_id = any (bn_practices()));

-- Whose link it is, and the record that it was opened. With the owner's rights, because whoever opens a link names no
-- practice: the caller must bring the token's hash and gets that one link. A link that has ended is not counted.
create function bn_open_link(token bytea, link_purpose smallint, previewed boolean)
    returns table (organisation text, slug text, account_key text, notification_id uuid, ended boolean)
    language sql volatile
    security definer
    set search_path = public, pg_temp
    as $$
        update link as l set
            first_opened_at = case when previewed or l.first_opened_at is not null
                then l.first_opened_at else bn_now() end,
            last_opened_at = case when previewed then l.last_opened_at else bn_now() end,
            opens = l.opens + (not previewed)::integer,
            previews = l.previews + previewed::integer
        where l.token_hash = token and l.purpose = link_purpose
            and l.revoked_at is null and l.expires_at > bn_now();

        select p.organisation, p.slug, l.account_key, l.notification_id,
            l.revoked_at is not null or l.expires_at <= bn_now()
        from link l join practice p on p.id = l.practice_id
        where l.token_hash = token and l.purpose = link_purpose;
    $$;

revoke execute on function bn_open_link from public;
grant execute on function bn_open_link to bn_api;
