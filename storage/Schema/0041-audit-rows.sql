-- Each new account writes one: see 0038 for what a foreign key to practice costs.
alter table audit drop constraint audit_practice_id_fkey;
