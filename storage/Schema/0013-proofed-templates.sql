-- Which template revisions a proof showed, and which of them are in force: a template that is edited later applies to
-- new statements only when the profile is proofed and approved again. Both: {"template id": revision}.

alter table profile_revision
    -- Of the newest proof; null while there is none.
    add column proofed_templates jsonb,
    -- Of the proof that was approved last; null while none was.
    add column approved_templates jsonb;

-- Until now whatever was newest was in force, proofed with the profile or not; this keeps it in force.
update profile_revision r
set proofed_templates = newest.revisions,
    approved_templates = case when r.approved_at is not null then newest.revisions end
from (
    select p.practice_id, p.profile_id, p.revision,
        coalesce(jsonb_object_agg(t.id, t.revision) filter (where t.id is not null), '{}') as revisions
    from profile_revision p
    left join template t on t.practice_id = p.practice_id
        and t.id::text in (select jsonb_path_query(p.body, '$.notifications[*].template') #>> '{}')
    group by p.practice_id, p.profile_id, p.revision
) newest
where newest.practice_id = r.practice_id and newest.profile_id = r.profile_id and newest.revision = r.revision
    and r.proofed_at is not null;
