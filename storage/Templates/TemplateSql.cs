namespace BalanceNotifications.Templates;

/// <summary>The statements of <see cref="TemplateStore"/>, all served by primary keys.</summary>
internal static class TemplateSql
{
    // Ids are UUIDv7, so descending is newest first.
    public const string List = """
        select t.id, t.revision, r.body
        from template t
        join template_revision r on r.practice_id = t.practice_id and r.template_id = t.id and r.revision = t.revision
        where t.practice_id = $1 and t.deleted_at is null and ($2::uuid is null or t.id < $2)
        order by t.id desc
        limit $3
        """;

    public const string Find = """
        select t.id, t.revision, r.body
        from template t
        join template_revision r on r.practice_id = t.practice_id and r.template_id = t.id and r.revision = t.revision
        where t.practice_id = $1 and t.id = any ($2) and t.deleted_at is null
        """;

    /// <summary>
    /// Of each active template the newest revision, and the older ones that were approved with a profile in force.
    /// </summary>
    public const string ListSent = """
        select t.id, r.revision, r.body
        from template t
        join template_revision n on n.practice_id = t.practice_id and n.template_id = t.id and n.revision = t.revision
        join template_revision r on r.practice_id = t.practice_id and r.template_id = t.id
        where t.practice_id = $1 and t.deleted_at is null and (n.body -> 'active')::boolean
            and (r.revision = t.revision or exists (
                select from profile p
                join profile_revision a on a.practice_id = p.practice_id and a.profile_id = p.id
                    and a.revision = p.approved_revision
                where p.practice_id = t.practice_id
                    and (a.approved_templates -> t.id::text)::integer = r.revision))
        order by t.id, r.revision
        """;

    public const string Revisions = """
        select r.revision, r.body, r.created_at, r.created_by
        from template t
        join template_revision r on r.practice_id = t.practice_id and r.template_id = t.id
        where t.practice_id = $1 and t.id = $2 and t.deleted_at is null and ($3::integer is null or r.revision < $3)
        order by r.revision desc
        limit $4
        """;

    public const string Create = "insert into template (practice_id, id, revision) values ($1, $2, 1)";

    public const string Advance = """
        update template set revision = revision + 1
        where practice_id = $1 and id = $2 and revision = $3 and deleted_at is null
        """;

    public const string AddRevision = """
        insert into template_revision (practice_id, template_id, revision, body, created_by)
        values ($1, $2, $3, $4, $5)
        """;

    // Its revisions stay: history shows what was sent with them.
    public const string Delete = """
        update template set deleted_at = bn_now() where practice_id = $1 and id = $2 and deleted_at is null
        """;

    /// <summary>
    /// Whether a profile in force, or about to be, names the template, or an inactive one has it for its replacement.
    /// </summary>
    public const string IsInForce = $"""
        select {IsNamed}
                and r.revision in (p.revision, p.approved_revision)) or {Replaces}
        """;

    /// <summary>The same, or a profile that was in force once: what was sent must stay readable.</summary>
    public const string IsUsed = $"""
        select {IsNamed}
                and (r.revision = p.revision or r.approved_at is not null)) or {Replaces}
        """;

    /// <summary>
    /// Profiles that still send an older revision. One of a template out of use is not sent: its replacement is.
    /// </summary>
    public const string Stale = """
        select t.id, p.id, r.body ->> 'name'
        from profile p
        join profile_revision r on r.practice_id = p.practice_id and r.profile_id = p.id
            and r.revision = p.approved_revision
        join template t on t.practice_id = p.practice_id and r.approved_templates ? t.id::text
        join template_revision n on n.practice_id = t.practice_id and n.template_id = t.id and n.revision = t.revision
        where p.practice_id = $1 and t.id = any ($2) and (n.body -> 'active')::boolean
            and (r.approved_templates -> t.id::text)::integer < t.revision
        order by p.id
        """;

    // All revisions of one practice's profiles, which are few.
    private const string IsNamed = """
        exists (
            select from profile p
            join profile_revision r on r.practice_id = p.practice_id and r.profile_id = p.id
            where p.practice_id = $1
                and (jsonb_path_exists(
                    r.body, '$.notifications[*].template ? (@ == $id)', jsonb_build_object('id', $2::text))
                    or jsonb_path_exists(
                    r.body, '$.notifications[*].fallbackTemplates.* ? (@ == $id)', jsonb_build_object('id', $2::text)))
        """;

    private const string Replaces = """
        exists (
            select from template t
            join template_revision r on r.practice_id = t.practice_id and r.template_id = t.id
                and r.revision = t.revision
            where t.practice_id = $1 and t.deleted_at is null and r.body ->> 'replacement' = $2::text)
        """;
}
