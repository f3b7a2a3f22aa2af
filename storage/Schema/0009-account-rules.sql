-- What the rules about accounts need besides 0004: opt-outs that are lifted again, searches by every address, lists by
-- status, and the timeline of one account.

-- An opt-out and its lift are told by different accounts and in any order, so both instants stay and the newer one
-- decides: the address is suppressed when lifted_at is null or lies before at. A row that only knows a lift has no at.
alter table suppression alter column at drop not null;
alter table suppression alter column source drop not null;
alter table suppression alter column wording drop not null;
alter table suppression add column lifted_at timestamptz;

-- HMACs as in 0004, of the addresses that stand in for the account's own.
alter table account add column preferred_email_hash bytea;
alter table account add column preferred_phone_hash bytea;
alter table account add column confidential_email_hash bytea;
alter table account add column confidential_phone_hash bytea;
-- When the longest hold ends, infinity for one that is taken off by hand; null without a hold.
alter table account add column hold_until timestamptz;
alter table account add column errored_out boolean not null default false;
-- The number of the account it was merged into.
alter table account add column merged_into text;

-- Each serves one part of the search by address.
create index account_by_preferred_email on account (practice_id, preferred_email_hash)
    where preferred_email_hash is not null;
create index account_by_preferred_phone on account (practice_id, preferred_phone_hash)
    where preferred_phone_hash is not null;
create index account_by_confidential_email on account (practice_id, confidential_email_hash)
    where confidential_email_hash is not null;
create index account_by_confidential_phone on account (practice_id, confidential_phone_hash)
    where confidential_phone_hash is not null;
-- Serve the list by status and its paging.
create index account_on_hold on account (practice_id, number) where hold_until is not null;
create index account_errored_out on account (practice_id, number) where errored_out;

-- Serves the changes of one account, newest first: ids are UUIDv7.
create index audit_by_subject on audit (practice_id, subject, id);

-- The api reads statements and postings for the timeline, by the primary key.
grant select on ledger to bn_api;
alter table ledger enable row level security;
create policy ledger_silo on ledger to bn_silo using (true);
create policy ledger_api on ledger to bn_api using (practice_id = any (bn_practices()));
