using Npgsql;

namespace BalanceNotifications.Batches;

/// <summary>The audit line of a batch, in the statement that changes it: no change without a line, no line without one.</summary>
internal static class BatchAudit
{
    /// <summary>
    /// Reads <c>changed (was, status)</c>; of <c>$1…$5</c>, which <see cref="Parameters"/> makes. The names are those of
    /// <see cref="BatchStatus"/>.
    /// </summary>
    public const string Append = """
        insert into audit (practice_id, id, actor, action, subject, detail)
            select $1, $4, coalesce($3, 'system'), $5, $2::text, jsonb_build_object(
                'changed', jsonb_build_object('status', jsonb_build_object(
                    'from', names.name[changed.was], 'to', names.name[changed.status])))
            from changed, (select array['created', 'uploading', 'accepted', 'cancelled', 'failed'] as name) names
        """;

    /// <param name="actor">Null for the product itself.</param>
    public static NpgsqlParameter[] Parameters(
        int practice, Guid batch, string? actor, string action, TimeProvider clock) =>
    [
        Database.Value(practice), Database.Value(batch), Database.Value(actor),
        Database.Value(Guid.CreateVersion7(clock.GetUtcNow())), Database.Value(action),
    ];
}
