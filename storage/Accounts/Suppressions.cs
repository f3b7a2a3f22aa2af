using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>The addresses a practice must not write to, whichever account has them.</summary>
public sealed class Suppressions(NpgsqlDataSource database)
{
    // Served by the primary key.
    private const string Exists = """
        select exists (
            select from suppression where practice_id = $1 and channel = $2 and address_hash = $3)
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
