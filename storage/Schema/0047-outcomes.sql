-- When a payment was made, so that what followed a notification can be asked without reading every answer of the ledger.

-- 2 is a posting, and of its types 1 a payment. The instant carries its offset, so that no setting of a session changes what
-- it says: immutable, although casts of text to instants in general are not.
create function bn_paid_at(kind smallint, answer jsonb) returns timestamptz
    language sql immutable parallel safe
    return case when kind = 2 and (answer ->> 'type')::integer = 1 then (answer ->> 'at')::timestamptz end;

grant execute on function bn_paid_at to bn_silo, bn_api;

-- A column rather than an index on the expression: the function is not leakproof, and row-level security would keep the
-- planner from the index.
alter table ledger add column paid_at timestamptz generated always as (bn_paid_at(kind, answer)) stored;

-- Serves the payments of a practice in a span of time.
create index ledger_payments on ledger (practice_id, paid_at) where paid_at is not null;
