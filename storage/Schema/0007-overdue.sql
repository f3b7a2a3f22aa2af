-- Serves the sweep for accounts whose time has passed and that no reminder will wake.
create index account_by_next_due on account (next_due) where next_due is not null;
