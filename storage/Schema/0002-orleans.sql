-- What the AdoNet providers of Orleans 10.4.2 ask of PostgreSQL, written for this project: their packages hold no SQL,
-- and their queries are meant to be redefined as long as names, parameters and result columns stay. Differences from
-- the stock scripts, and why, stand in docs/decisions/0003. The membership tables keep the server's real clock: a
-- moved demo clock must not move failure detection.

create table orleansquery (
    querykey varchar(64) primary key,
    querytext varchar(8000) not null
);

-- Clustering ---------------------------------------------------------------------------------------------------------

create table orleansmembershipversiontable (
    deploymentid varchar(150) primary key,
    timestamp timestamptz(3) not null default now(),
    version integer not null default 0
);

create table orleansmembershiptable (
    deploymentid varchar(150) not null references orleansmembershipversiontable,
    address varchar(45) not null,
    port integer not null,
    generation integer not null,
    siloname varchar(150) not null,
    hostname varchar(150) not null,
    status integer not null,
    proxyport integer,
    suspecttimes varchar(8000),
    starttime timestamptz(3) not null,
    iamalivetime timestamptz(3) not null,
    primary key (deploymentid, address, port, generation)
);

insert into orleansquery (querykey, querytext) values
('InsertMembershipVersionKey', '
    with added as (
        insert into orleansmembershipversiontable (deploymentid) values (@DeploymentId)
        on conflict do nothing returning 1)
    select count(*)::integer from added'),

-- The version row is the lock: of two silos that saw the same version one wins, the other reads again.
('InsertMembershipKey', '
    with won as (
        update orleansmembershipversiontable set timestamp = now(), version = version + 1
        where deploymentid = @DeploymentId and version = @Version
            and not exists (
                select 1 from orleansmembershiptable
                where deploymentid = @DeploymentId and address = @Address and port = @Port
                    and generation = @Generation)
        returning deploymentid),
    added as (
        insert into orleansmembershiptable (deploymentid, address, port, generation, siloname, hostname, status,
            proxyport, starttime, iamalivetime)
        select deploymentid, @Address, @Port, @Generation, @SiloName, @HostName, @Status,
            @ProxyPort, @StartTime, @IAmAliveTime
        from won
        returning 1)
    select count(*)::integer from added'),

('UpdateMembershipKey', '
    with won as (
        update orleansmembershipversiontable set timestamp = now(), version = version + 1
        where deploymentid = @DeploymentId and version = @Version
            and exists (
                select 1 from orleansmembershiptable
                where deploymentid = @DeploymentId and address = @Address and port = @Port
                    and generation = @Generation)
        returning deploymentid),
    changed as (
        update orleansmembershiptable m
        set status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
        from won
        where m.deploymentid = won.deploymentid and m.address = @Address and m.port = @Port
            and m.generation = @Generation
        returning 1)
    select count(*)::integer from changed'),

('UpdateIAmAlivetimeKey', '
    update orleansmembershiptable set iamalivetime = @IAmAliveTime
    where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation'),

-- The left join answers with the version even where there is no such silo.
('MembershipReadRowKey', '
    select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport,
        m.suspecttimes, m.starttime, m.iamalivetime, v.version
    from orleansmembershipversiontable v
    left join orleansmembershiptable m on m.deploymentid = v.deploymentid
        and m.address = @Address and m.port = @Port and m.generation = @Generation
    where v.deploymentid = @DeploymentId'),

('MembershipReadAllKey', '
    select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport,
        m.suspecttimes, m.starttime, m.iamalivetime, v.version
    from orleansmembershipversiontable v
    left join orleansmembershiptable m on m.deploymentid = v.deploymentid
    where v.deploymentid = @DeploymentId'),

('DeleteMembershipTableEntriesKey', '
    with members as (delete from orleansmembershiptable where deploymentid = @DeploymentId returning 1)
    delete from orleansmembershipversiontable
    where deploymentid = @DeploymentId and (select count(*) from members) >= 0'),

('GatewaysQueryKey', '
    select address, proxyport, generation
    from orleansmembershiptable
    where deploymentid = @DeploymentId and status = @Status and proxyport > 0'),

-- Status 3 is Active.
('CleanupDefunctSiloEntriesKey', '
    delete from orleansmembershiptable
    where deploymentid = @DeploymentId and iamalivetime < @IAmAliveTime and status <> 3');

-- Grain storage ------------------------------------------------------------------------------------------------------

create table orleansstorage (
    grainidhash integer not null,
    grainidn0 bigint not null,
    grainidn1 bigint not null,
    graintypehash integer not null,
    graintypestring varchar(512) not null,
    grainidextensionstring varchar(512),
    serviceid varchar(150) not null,
    payloadbinary bytea,
    modifiedon timestamptz not null,
    version integer not null
) with (fillfactor = 80);

-- Unique, which the stock index is not: two overlapping first writes left two rows there, and the grain could never
-- be activated again (orleans.md 2.1).
create unique index orleansstorage_by_grain on orleansstorage (
    grainidhash, graintypehash, grainidn0, grainidn1, graintypestring, serviceid, coalesce(grainidextensionstring, ''));

insert into orleansquery (querykey, querytext) values
('ReadFromStorageKey', '
    select payloadbinary, modifiedon, version
    from orleansstorage
    where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash and grainidn0 = @GrainIdN0
        and grainidn1 = @GrainIdN1 and graintypestring = @GrainTypeString and serviceid = @ServiceId
        and coalesce(grainidextensionstring, '''') = coalesce(@GrainIdExtensionString, '''')'),

-- Null comes back where the version did not match; the provider reads that as an inconsistent state.
('WriteToStorageKey', '
    with changed as (
        update orleansstorage
        set payloadbinary = @PayloadBinary, modifiedon = bn_now(), version = version + 1
        where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash and grainidn0 = @GrainIdN0
            and grainidn1 = @GrainIdN1 and graintypestring = @GrainTypeString and serviceid = @ServiceId
            and coalesce(grainidextensionstring, '''') = coalesce(@GrainIdExtensionString, '''')
            and version = @GrainStateVersion
        returning version),
    added as (
        insert into orleansstorage (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring,
            grainidextensionstring, serviceid, payloadbinary, modifiedon, version)
        select @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString,
            @GrainIdExtensionString, @ServiceId, @PayloadBinary, bn_now(), 1
        where @GrainStateVersion is null
        on conflict do nothing
        returning version)
    select coalesce((select version from changed), (select version from added)) as newgrainstateversion'),

('ClearStorageKey', '
    update orleansstorage
    set payloadbinary = null, modifiedon = bn_now(), version = version + 1
    where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash and grainidn0 = @GrainIdN0
        and grainidn1 = @GrainIdN1 and graintypestring = @GrainTypeString and serviceid = @ServiceId
        and coalesce(grainidextensionstring, '''') = coalesce(@GrainIdExtensionString, '''')
        and version = @GrainStateVersion
    returning version as newgrainstateversion'),

('DeleteStorageKey', '
    delete from orleansstorage
    where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash and grainidn0 = @GrainIdN0
        and grainidn1 = @GrainIdN1 and graintypestring = @GrainTypeString and serviceid = @ServiceId
        and coalesce(grainidextensionstring, '''') = coalesce(@GrainIdExtensionString, '''')
        and version = @GrainStateVersion
    returning version + 1 as newgrainstateversion');

-- Reminders ----------------------------------------------------------------------------------------------------------

create table orleansreminderstable (
    serviceid varchar(150) not null,
    grainid varchar(150) not null,
    remindername varchar(150) not null,
    starttime timestamptz(3) not null,
    period bigint not null,
    grainhash integer not null,
    version integer not null,
    primary key (serviceid, grainid, remindername)
);

create index orleansreminderstable_by_start on orleansreminderstable (serviceid, starttime);

insert into orleansquery (querykey, querytext) values
('UpsertReminderRowKey', '
    insert into orleansreminderstable as r
        (serviceid, grainid, remindername, starttime, period, grainhash, version)
    values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
    on conflict (serviceid, grainid, remindername) do update
    set starttime = excluded.starttime, period = excluded.period, grainhash = excluded.grainhash,
        version = r.version + 1
    returning version'),

('ReadReminderRowsKey', '
    select grainid, remindername, starttime, period, version
    from orleansreminderstable
    where serviceid = @ServiceId and grainid = @GrainId'),

('ReadReminderRowKey', '
    select grainid, remindername, starttime, period, version
    from orleansreminderstable
    where serviceid = @ServiceId and grainid = @GrainId and remindername = @ReminderName'),

-- Only what is due within the loading window, by orleansreminderstable_by_start; what is overdue comes back at once,
-- a little spread out, instead of a whole period later (orleans.md 1.2, 7.1). The window is ReminderLoadingWindow.
('ReadRangeRows1Key', '
    select grainid, remindername, greatest(starttime, bn_now() + random() * interval ''2 s'') as starttime, period,
        version
    from orleansreminderstable
    where serviceid = @ServiceId and grainhash > @BeginHash and grainhash <= @EndHash
        and starttime <= bn_now() + interval ''90 s''
    order by orleansreminderstable.starttime
    limit 2000'),

('ReadRangeRows2Key', '
    select grainid, remindername, greatest(starttime, bn_now() + random() * interval ''2 s'') as starttime, period,
        version
    from orleansreminderstable
    where serviceid = @ServiceId and (grainhash > @BeginHash or grainhash <= @EndHash)
        and starttime <= bn_now() + interval ''90 s''
    order by orleansreminderstable.starttime
    limit 2000'),

('DeleteReminderRowKey', '
    with deleted as (
        delete from orleansreminderstable
        where serviceid = @ServiceId and grainid = @GrainId and remindername = @ReminderName and version = @Version
        returning 1)
    select count(*)::integer from deleted'),

('DeleteReminderRowsKey', '
    delete from orleansreminderstable where serviceid = @ServiceId');

grant select on orleansquery to bn_silo, bn_api;
grant select, insert, update, delete on orleansmembershiptable, orleansmembershipversiontable, orleansstorage,
    orleansreminderstable to bn_silo;
-- The api is an Orleans client: it finds the silos' gateways and nothing else.
grant select on orleansmembershiptable, orleansmembershipversiontable to bn_api;
