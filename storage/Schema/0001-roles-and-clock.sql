-- Three roles (design.md 7): the owner migrates, the silo works, the api reads what its caller may read.
-- Roles belong to the server, not the database: another installation on it may have made them.
do $roles$
begin
    if not exists (select from pg_roles where rolname = 'bn_silo') then
        create role bn_silo nologin;
    end if;
    if not exists (select from pg_roles where rolname = 'bn_api') then
        create role bn_api nologin;
    end if;
exception
    -- Two databases of one server migrated at the same moment.
    when unique_violation or duplicate_object then null;
end
$roles$;

-- So that one login may stand for the three in development: Options=-c role=bn_api.
do $grants$
begin
    if not (select rolsuper from pg_roles where rolname = current_user) then
        execute format('grant bn_silo, bn_api to %I', current_user);
    end if;
end
$grants$;

grant usage on schema public to bn_silo, bn_api;

-- At most one row. "offset" moves the clock of a demo; "fixed" is the instant of a driven test. In Production the
-- migrator adds the constraint clock_is_real, and the table stays empty.
create table clock (
    singleton boolean primary key default true check (singleton),
    "offset" interval not null default interval '0',
    fixed timestamptz
);

grant select on clock to bn_silo, bn_api;

-- The one clock of all our SQL.
create function bn_now() returns timestamptz
    language sql stable
    as $$ select coalesce(
        (select coalesce(fixed, clock_timestamp() + "offset") from clock), clock_timestamp()) $$;
