-- What a report of a provider needs of a notification that has left its account's state: enough to try again by the
-- same rule. Null in rows of earlier versions.

alter table notification
    add column expires_after_hours smallint,
    add column minimum_balance numeric(14, 2),
    add column useless_from timestamptz;

-- Whose notification it is. With the owner's rights, because a provider that reports on one names no practice: the
-- caller has verified the provider, and gets that one notification's account.
create function bn_find_notification(notification uuid)
    returns table (practice_id integer, organisation text, slug text, account_key text, account text, provider_id text)
    language sql stable
    security definer
    set search_path = public, pg_temp
    as $$
        select n.practice_id, p.organisation, p.slug, n.account_key, n.account, n.provider_id
        from notification n join practice p on p.id = n.practice_id
        where n.id = notification;
    $$;

revoke execute on function bn_find_notification from public;
grant execute on function bn_find_notification to bn_api;
