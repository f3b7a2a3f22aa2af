using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>Every statement and posting ever accepted, with its first answer.</summary>
public sealed class Ledger(NpgsqlDataSource database)
{
    // Served by the primary key.
    private const string Find = """
        select body_hash, answer::text from ledger
        where practice_id = $1 and account_key = $2 and kind = $3 and id = $4
        """;

    /// <summary>Null when no such id was ever accepted.</summary>
    public async Task<LedgerEntry?> FindAsync(
        AccountKey account, LedgerKind kind, string id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.Add(Database.Value(account.Practice));
        command.Parameters.Add(Database.Value(account.Hash));
        command.Parameters.Add(Database.Value((short)kind));
        command.Parameters.Add(Database.Value(id));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new LedgerEntry(kind, id, reader.GetString(0), reader.GetString(1))
            : null;
    }
}
