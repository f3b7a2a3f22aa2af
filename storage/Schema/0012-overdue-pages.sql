-- Serves the sweep for accounts that no reminder will wake, page by page: thousands fall due at one instant, so the
-- instant alone does not say where a page ended.
create index account_by_next_due_and_key on account (next_due, practice_id, account_key) where next_due is not null;

drop index account_by_next_due;
