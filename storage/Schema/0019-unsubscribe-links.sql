-- Links out of a channel: rows of link with purpose 2.

-- Whose it is, and which channel it leads out of. With the owner's rights, because whoever follows it names no practice:
-- the caller must bring the token's hash and gets that one link. Its age is no reason to refuse: expires_at only says
-- when the row may be cleared away. A message whose row is gone already was an e-mail (1): they alone carry the link
-- always.
create function bn_find_unsubscribe(token bytea)
    returns table (organisation text, slug text, account_key text, notification_id uuid, channel smallint)
    language sql stable
    security definer
    set search_path = public, pg_temp
    as $$
        select p.organisation, p.slug, l.account_key, l.notification_id, coalesce(n.channel, 1::smallint)
        from link l
        join practice p on p.id = l.practice_id
        left join notification n on n.id = l.notification_id
        where l.token_hash = token and l.purpose = 2;
    $$;

revoke execute on function bn_find_unsubscribe from public;
grant execute on function bn_find_unsubscribe to bn_api;
