-- All that is read of a budget's shares is read under the lock of its pot: who waits, and who got something today.
create index budget_share_waiting on budget_share (key, waiting_until) where waiting_until is not null;
create index budget_share_by_day on budget_share (key, day);

-- Whoever begins a day for a pot drops the shares of the days before.
grant delete on budget_share to bn_silo;
