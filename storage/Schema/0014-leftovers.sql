-- What housekeeping clears away: the memory of file rows that no driver can tell again, and links that have ended and
-- that nobody ever opened.

-- Serve the two jobs. Kind 5: rows of batches of accounts.
create index ledger_rows_by_age on ledger (recorded_at) where kind = 5;
create index link_unopened_by_expiry on link (expires_at) where opens = 0;

-- The silo forgets file rows; what makes a repeat harmless for ever it can still only add to.
grant delete on ledger to bn_silo;
create policy ledger_silo_forgets on ledger as restrictive for delete to bn_silo using (kind = 5);

grant delete on link to bn_silo;
