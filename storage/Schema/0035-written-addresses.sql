-- To which address a message went, as its keyed hash: what comes back about it, from the guarantor or from a provider, is
-- about that address, whatever the account has by then. Null in rows of earlier versions.

alter table notification add column recipient_hash bytea;

-- Of a link out of a channel (purpose 2): the address and the channel that it ends. Of several attempts under one token
-- the last one's, as expires_at.
alter table link
    add column address_hash bytea,
    add column channel smallint;

grant update (address_hash, channel) on link to bn_silo;

-- Whose it is, and what it leads out of. With the owner's rights, because whoever follows it names no practice: the
-- caller must bring the token's hash and gets that one link. Its age is no reason to refuse: expires_at only says when the
-- row may be cleared away. A message of an earlier version whose row is gone was an e-mail (1): they alone carry the link
-- always.
drop function bn_find_unsubscribe;
create function bn_find_unsubscribe(token bytea)
    returns table (
        organisation text, slug text, account_key text, notification_id uuid, channel smallint, address_hash bytea)
    language sql stable
    security definer
    set search_path = public, pg_temp
    as $$
        select p.organisation, p.slug, l.account_key, l.notification_id,
            coalesce(l.channel, n.channel, 1::smallint), l.address_hash
        from link l
        join practice p on p.id = l.practice_id
        left join notification n on n.id = l.notification_id
        where l.token_hash = token and l.purpose = 2;
    $$;

revoke execute on function bn_find_unsubscribe from public;
grant execute on function bn_find_unsubscribe to bn_api;
