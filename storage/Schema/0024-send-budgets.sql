-- What left by a sender or campaign of its budget (Delivery:Budgets), counted for all silos together. A key comes from the
-- configuration and belongs to no practice; shares are by practice, so that none starves another.
create table budget_pot (
    key text primary key,
    slot bigint not null default 0,
    slot_used integer not null default 0,
    day date not null default '0001-01-01',
    day_used integer not null default 0
);

create table budget_share (
    key text not null references budget_pot on delete cascade,
    practice_id integer not null references practice,
    slot bigint not null,
    slot_used integer not null,
    day date not null,
    day_used integer not null,
    -- Since when it was refused, or not served, and until when that counts; null when it was not refused lately.
    waiting_since timestamptz,
    waiting_until timestamptz,
    primary key (key, practice_id)
);

grant select, insert, update on budget_pot, budget_share to bn_silo;

alter table budget_pot enable row level security;
create policy budget_pot_silo on budget_pot to bn_silo using (true);
alter table budget_share enable row level security;
create policy budget_share_silo on budget_share to bn_silo using (true);
