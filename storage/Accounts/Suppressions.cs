using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>The addresses a practice must not write to, whichever account has them.</summary>
public sealed class Suppressions(NpgsqlDataSource database)
{
    // Served by the primary key.
    private const string Exists = """
        select exists (
            select from suppression
            where practice_id = $1 and channel = $2 and address_hash = $3
                and at is not null and (lifted_at is null or lifted_at <= at))
        """;

    public async Task<bool> ContainsAsync(
        int practice, Channel channel, byte[] addressHash, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Exists);
        command.Parameters.Add(Database.Value(practice));
        command.Parameters.Add(Database.Value((short)channel));
        command.Parameters.Add(Database.Value(addressHash));
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

/// <summary>What became known of an address: an opt-out, or its lift. The newer instant decides, whichever is told last.</summary>
/// <param name="At">When it was opted out; null for a lift.</param>
/// <param name="LiftedAt">When that was lifted; null for an opt-out.</param>
/// <param name="Source">Where the opt-out was recorded; null for a lift.</param>
/// <param name="Wording">What was said; null for a lift.</param>
public sealed record SuppressionLine(
    Channel Channel,
    byte[] AddressHash,
    DateTimeOffset? At,
    DateTimeOffset? LiftedAt,
    string? Source,
    string? Wording);
