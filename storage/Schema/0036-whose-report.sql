-- Whose notification it is, and what it went out through. With the owner's rights, because a provider that reports on one
-- names no practice: the caller has verified the provider, compares it with this one, and gets that one notification's
-- account and no more.

-- notification.sender comes with 0037, whose number is higher: what a function asks for is looked up when it is called.
set local check_function_bodies = off;

drop function bn_find_notification;
create function bn_find_notification(notification uuid)
    returns table (practice_id integer, account_key text, channel smallint, provider text)
    language sql stable
    security definer
    set search_path = public, pg_temp
    as $$
        -- "provider sender". Null in rows of earlier versions, for e-mails, and before history was told of an attempt.
        select n.practice_id, n.account_key, n.channel, split_part(n.sender, ' ', 1)
        from notification n
        where n.id = notification;
    $$;

revoke execute on function bn_find_notification from public;
grant execute on function bn_find_notification to bn_api;
