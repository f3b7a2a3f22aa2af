-- How long a call took, and what it costs: a provider bills started minutes. The counts carry the minutes besides, so
-- that a summary need not read notifications for them. Null and zero in rows of earlier versions, which knew no calls.

alter table notification add column seconds integer;

alter table notification_delta add column minutes bigint not null default 0;
alter table notification_count add column minutes bigint not null default 0;

-- Minutes of one notification: those of a call (channel 3) that somebody or something answered (sent 4, delivered 5),
-- begun minutes counted whole; one that has not ended yet, or whose end was never told, counts as one.
create function bn_call_minutes(channel smallint, status smallint, seconds integer)
    returns bigint
    language sql immutable parallel safe
    return case when channel = 3 and status in (4, 5) then greatest(1, ceil(coalesce(seconds, 0) / 60.0))::bigint else 0 end;

grant execute on function bn_call_minutes to bn_silo, bn_api;
