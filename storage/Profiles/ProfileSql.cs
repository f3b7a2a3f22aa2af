namespace BalanceNotifications.Profiles;

/// <summary>The statements of <see cref="ProfileStore"/>. All are served by primary keys; a practice has few profiles.</summary>
internal static class ProfileSql
{
    private const string Columns = """
        r.profile_id, r.revision, r.body, r.created_at, r.created_by, r.proofed_at, r.approved_at, r.approved_by,
            p.approved_revision, p.paused_at, p.paused_by, p.pause_reason, templates.standing
        """;

    // What a revision names, how far its proof has seen it, and what the profile sends of it today.
    private const string Templates = """
        left join profile_revision a on a.practice_id = p.practice_id and a.profile_id = p.id
            and a.revision = p.approved_revision
        cross join lateral (
            select coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'id', t.id, 'label', n.body -> 'label', 'newest', t.revision,
                        'proofed', r.proofed_templates -> t.id::text, 'inForce', a.approved_templates -> t.id::text)
                    order by t.id),
                '[]') as standing
            from template t
            join template_revision n on n.practice_id = t.practice_id and n.template_id = t.id
                and n.revision = t.revision
            where t.practice_id = p.practice_id and t.deleted_at is null
                and t.id::text in (
                    select jsonb_path_query(r.body, '$.notifications[*].template') #>> '{}'
                    union all
                    select jsonb_path_query(r.body, '$.notifications[*].fallbackTemplates.*') #>> '{}')
        ) templates
        """;

    private const string WithNewest = $"""
        from profile p
        join profile_revision r on r.practice_id = p.practice_id and r.profile_id = p.id and r.revision = p.revision
        {Templates}
        """;

    // Ids are UUIDv7, so descending is newest first.
    public const string List = $"""
        select {Columns} {WithNewest}
        where p.practice_id = $1 and ($2::uuid is null or p.id < $2)
        order by p.id desc
        limit $3
        """;

    public const string Find = $"select {Columns} {WithNewest} where p.practice_id = $1 and p.id = $2";

    public const string Revisions = $"""
        select {Columns}
        from profile p
        join profile_revision r on r.practice_id = p.practice_id and r.profile_id = p.id
        {Templates}
        where p.practice_id = $1 and p.id = $2 and ($3::integer is null or r.revision < $3)
        order by r.revision desc
        limit $4
        """;

    public const string FindRevision = $"""
        select {Columns}
        from profile p
        join profile_revision r on r.practice_id = p.practice_id and r.profile_id = p.id
        {Templates}
        where p.practice_id = $1 and p.id = $2 and r.revision = $3
        """;

    public const string Create = "insert into profile (practice_id, id, revision) values ($1, $2, 1)";

    public const string Advance = """
        update profile set revision = revision + 1 where practice_id = $1 and id = $2 and revision = $3
        """;

    public const string AddRevision = """
        insert into profile_revision (practice_id, profile_id, revision, body, created_by)
        values ($1, $2, $3, $4, $5)
        """;

    public const string Proof = """
        update profile_revision set proofed_at = bn_now(), proofed_by = $4, proofed_templates = $5
        where practice_id = $1 and profile_id = $2 and revision = $3
        """;

    public const string ApproveRevision = """
        update profile_revision
        set approved_at = bn_now(), approved_by = $4, approved_templates = proofed_templates
        where practice_id = $1 and profile_id = $2 and revision = $3
        """;

    public const string PointToApproved = """
        update profile set approved_revision = $3 where practice_id = $1 and id = $2
        """;

    // What a profile may clash with: the newest and the approved revision of every other one.
    public const string Clashes = """
        with other as (
            select r.body
            from profile p
            join profile_revision r on r.practice_id = p.practice_id and r.profile_id = p.id
                and r.revision in (p.revision, p.approved_revision)
            where p.practice_id = $1 and p.id <> $2
        )
        select
            exists (select from other where lower(body ->> 'name') = lower($3)),
            $4 and exists (select from other where (body -> 'default')::boolean and body ->> 'usedFor' = $5),
            exists (
                select from unnest($6::uuid[]) named
                where not exists (
                    select from template t
                    join template_revision r on r.practice_id = t.practice_id and r.template_id = t.id
                        and r.revision = t.revision
                    where t.practice_id = $1 and t.id = named and t.deleted_at is null
                        and ((r.body -> 'active')::boolean or r.body ? 'replacement')))
        """;
}
