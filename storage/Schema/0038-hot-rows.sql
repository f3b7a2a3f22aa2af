-- What each account writes for each notification. A foreign key to practice costs a look-up and a shared lock on the same
-- row of practice for every row written, by all silos at once; practices are never deleted, and the account's grain has
-- read its practice before it writes.
alter table link drop constraint link_practice_id_fkey;
alter table ledger drop constraint ledger_practice_id_fkey;
alter table account drop constraint account_practice_id_fkey;

-- An account in the middle of a send is just large enough to be compressed, twice, with the slower of two methods. A
-- PostgreSQL that was built without the faster one keeps the other.
do $$ begin
    alter table orleansstorage alter column payloadbinary set compression lz4;
exception when feature_not_supported then null;
end $$;
