using Npgsql;

namespace BalanceNotifications.Keys;

/// <summary>Finds who holds a secret. Whoever asks has no organisation yet, and must bring the secret's hash.</summary>
public sealed class KeyHolders(NpgsqlDataSource database)
{
    // Served by the primary key of access_secret, with the owner's rights: see storage/Schema/0050-keys.sql.
    private const string Find = "select id, organisation, name, practices, roles, until from bn_find_key($1)";

    /// <summary>Null for a secret that nobody has, that has ended, or whose key was revoked.</summary>
    /// <param name="hash">See <see cref="KeySecret.HashOf"/>.</param>
    public async Task<KeyHolder?> FindAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.Add(Database.Value(hash));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2),
                new(reader.GetFieldValue<string[]>(3), reader.GetFieldValue<string[]>(4)),
                reader.Nullable<DateTimeOffset?>(5))
            : null;
    }
}
