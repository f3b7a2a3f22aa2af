namespace BalanceNotifications.Audit;

/// <summary>
/// How rows become a seal. Whoever wants to check one without us: SHA-256 over the hash before, the SHA-256 of the trail's
/// name, the sequence and the number of rows (four bytes each, the highest first), the instant of sealing in microseconds
/// since 1970 (eight bytes), and the SHA-256 of each row in the order of the ids, where a row is the text of the JSON array
/// in <see cref="Digest"/> as PostgreSQL writes jsonb.
/// </summary>
internal static class SealSql
{
    /// <summary>Of rows <c>a</c> of a trail: what the hash of a seal is made of, and what it says of them.</summary>
    private const string Digest = """
        count(*)::integer as rows, (array_agg(a.id order by a.id))[1] as first_id,
        (array_agg(a.id order by a.id desc))[1] as last_id,
        coalesce(string_agg(sha256(convert_to(jsonb_build_array(
            a.id, extract(epoch from a.at), a.actor, a.action, a.subject, a.detail)::text, 'UTF8')), ''::bytea
            order by a.id), '') as digest
        """;

    /// <summary>
    /// Trails with rows that can be sealed: number of the practice, 0 for the installation. Served by audit_by_writer and
    /// the primary key of audit_seal: two look-ups for each practice.
    /// </summary>
    public const string Due = """
        select t.practice
        from (select id as practice, 'practice/' || id as name from practice union all select 0, 'installation') t
        cross join lateral (select coalesce((
            select s.to_xact from audit_seal s where s.trail = t.name order by s.sequence desc limit 1),
            '0'::xid8) as to_xact) head
        where exists (
                select from audit a where a.practice_id = t.practice and a.written_in >= head.to_xact
                    and a.written_in < pg_snapshot_xmin(pg_current_snapshot()))
            or t.practice = 0 and exists (
                select from installation_audit a where a.written_in >= head.to_xact
                    and a.written_in < pg_snapshot_xmin(pg_current_snapshot()))
        """;

    /// <summary>
    /// Adds the next seal: of about $4 rows at most, and only of transactions that all have ended, in the very snapshot
    /// that sees their rows. A second silo that does the same at the same moment adds nothing.
    /// </summary>
    public static string Extend(AuditTrail trail) => $"""
        with head as (
            (select sequence, to_xact, hash from audit_seal where trail = $1 order by sequence desc limit 1)
            union all
            select 0, '0'::xid8, decode(repeat('00', 32), 'hex')
            where not exists (select from audit_seal where trail = $1)),
        ended as (
            select least(pg_snapshot_xmin(pg_current_snapshot()), (
                select a.written_in from {trail.Rows} a
                -- Behind the first transaction that is to be sealed, however many rows it has: one seal has all of them.
                where a.written_in > (
                    select min(b.written_in) from {trail.Rows} b where b.written_in >= head.to_xact)
                order by a.written_in offset $4 limit 1)) as to_xact
            from head),
        r as (
            select {Digest} from {trail.Rows} a, head, ended
            where a.written_in >= head.to_xact and a.written_in < ended.to_xact),
        instant as materialized (select bn_now() as at)
        insert into audit_seal (
            trail, sequence, from_xact, to_xact, first_id, last_id, rows, previous, hash, sealed_at)
        select $1, head.sequence + 1, head.to_xact, ended.to_xact, r.first_id, r.last_id, r.rows, head.hash,
            {Hash("head.hash", "head.sequence + 1", "instant.at")}, instant.at
        from head, ended, r, instant
        where r.rows > 0
        on conflict do nothing
        """;

    /// <summary>Seals from $4 on, $5 of them, beside what their rows come to now.</summary>
    public static string List(AuditTrail trail) => $"""
        select s.sequence, s.from_xact, s.to_xact, s.rows, s.previous, s.hash, s.sealed_at, r.rows,
            case when s.first_id = r.first_id and s.last_id = r.last_id
                then {Hash("s.previous", "s.sequence", "s.sealed_at")} else ''::bytea end,
            r.late
        from audit_seal s
        left join audit_seal b on b.trail = s.trail and b.sequence = s.sequence - 1
        cross join lateral (
            select {Digest},
                (count(*) filter (where a.at < b.sealed_at - interval '1 hour'))::integer as late
            from {trail.Rows} a
            where a.written_in >= s.from_xact and a.written_in < s.to_xact) r
        where s.trail = $1 and s.sequence >= $4
        order by s.sequence
        limit $5
        """;

    /// <summary>How many rows no seal covers yet.</summary>
    public static string CountUnsealed(AuditTrail trail) => $"""
        select count(*) from {trail.Rows} a
        where a.written_in >= coalesce((
            select to_xact from audit_seal where trail = $1 order by sequence desc limit 1), '0'::xid8)
        """;

    private static string Hash(string previous, string sequence, string sealedAt) => $"""
        sha256({previous} || sha256(convert_to($1, 'UTF8')) || int4send({sequence}) || int4send(r.rows)
            || int8send((extract(epoch from {sealedAt}) * 1000000)::bigint) || r.digest)
        """;
}
