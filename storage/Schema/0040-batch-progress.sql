-- How far a batch is told stands in the batch, not in each of its rows: a million rows are then written once, when they
-- come, and only those whose account refused or could not be asked are written again.
alter table batch
    -- The rows up to here are worked off, but for those that wait on (state 3).
    add column told_up_to integer not null default 0,
    -- The rows up to here may have been told: whoever told them may have died before saying so.
    add column begun_up_to integer not null default 0,
    add column started_at timestamptz,
    add column started_by text,
    -- When told_up_to last moved, and how fast the rows went at that time.
    add column told_at timestamptz,
    add column rows_per_second real,
    add column cancelled_by text,
    -- When everything it brought was taken back, once it was cancelled.
    add column taken_back_at timestamptz,
    -- When what its rows said was dropped; null while it is kept.
    add column bodies_dropped_at timestamptz;

update batch set begun_up_to = rows where status in (2, 3, 4);
update batch set told_up_to = rows, bodies_dropped_at = ended_at where status = 3;

-- Serves the search for batches under way.
create index batch_taken_back on batch (practice_id, id) where status = 4 and taken_back_at is null;
-- Serves the job that drops bodies.
create index batch_with_bodies on batch (ended_at) where ended_at is not null and bodies_dropped_at is null;

-- COPY cannot write into a table with row-level security. So the api copies into the one partition, which has none and
-- of which it may read nothing, and everybody reads and changes rows by way of the table, which has.
alter table batch_row rename to batch_row_intake;
alter table batch_row_intake rename constraint batch_row_pkey to batch_row_intake_pkey;
alter index batch_row_rejected rename to batch_row_intake_rejected;
drop index batch_row_waiting;
-- A look-up and a lock of the same row of batch for each of a million; its batch is made in the same transaction.
alter table batch_row_intake drop constraint batch_row_practice_id_batch_fkey;
drop policy batch_row_silo on batch_row_intake;
drop policy batch_row_api on batch_row_intake;
alter table batch_row_intake disable row level security;
revoke all on batch_row_intake from bn_silo, bn_api;
grant insert on batch_row_intake to bn_api;

-- 0 waits, or is accepted where the batch is told that far; 1 accepted; 2 rejected; 3 could not be told yet, and waits on.
create table batch_row (like batch_row_intake including defaults) partition by list (practice_id);
alter table batch_row add primary key (practice_id, batch, row);
create index batch_row_rejected on batch_row (practice_id, batch, row) where state = 2;
create index batch_row_waiting_on on batch_row (practice_id, batch, row) where state = 3;
alter table batch_row attach partition batch_row_intake default;
grant select, update on batch_row to bn_silo;
grant select on batch_row to bn_api;
alter table batch_row enable row level security;
create policy batch_row_silo on batch_row to bn_silo using (true);
create policy batch_row_api on batch_row to bn_api using (practice_id = any (bn_practices()));

-- What row-level security would say of a row that comes in. It is asked of every row, and called for none but a wrong
-- one, so that rows still go in many at a time.
create function bn_refuse_row() returns trigger
    language plpgsql
    as $$
begin
    raise insufficient_privilege using message = 'A row of another practice.';
end
$$;

create trigger batch_row_of_its_practice after insert on batch_row_intake
    for each row when (new.practice_id <> all (bn_practices()))
    execute function bn_refuse_row();
