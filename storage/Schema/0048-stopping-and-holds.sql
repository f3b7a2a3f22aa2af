-- An action that somebody has stopped ends when what was done is written down (5, stopping): the search for those under way
-- finds it until then.
drop index notification_action_open;
create index notification_action_open on notification_action (practice_id, id) where status in (1, 2, 5);

-- What an old action was about is dropped in bites, and not by the cascade of its one row.
grant delete on notification_action_item to bn_silo;

-- Serves the reports, which follow what was billed and paid under the number of an account that was merged away.
create index account_merged on account (practice_id, account_key) where merged_into is not null;

-- Holds that stood before 0046 are in the states of their accounts alone. Only accounts on hold are looked at, and a state
-- that cannot be read is left out: its account tells the list with its next write. The sequence of none is lower.
create or replace function pg_temp.bn_holds(state bytea) returns jsonb
    language plpgsql
    as $$
begin
    return convert_from(state, 'UTF8')::jsonb -> 'Holds';
exception when others then
    return null;
end
$$;

insert into account_hold (
    practice_id, account_key, hold_id, account, reason, until, placed_at, placed_by, standing, sequence)
select a.practice_id, a.account_key, h.hold ->> 'Id', a.number, coalesce((h.hold ->> 'Reason')::smallint, 0),
    (h.hold ->> 'Until')::timestamptz, (h.hold ->> 'PlacedAt')::timestamptz, h.hold ->> 'PlacedBy', true, 0
from account a
join orleansstorage s on s.grainidextensionstring = a.practice_id || '/' || a.account_key
cross join lateral jsonb_array_elements(coalesce(pg_temp.bn_holds(s.payloadbinary), '[]')) as h(hold)
where a.hold_until is not null and h.hold ->> 'Id' is not null and h.hold ->> 'PlacedAt' is not null
    and h.hold ->> 'PlacedBy' is not null
on conflict do nothing;

-- Missing consent is in the states alone, too, and of no account can be told without reading its state: that list fills as
-- accounts change.
