using Npgsql;

namespace BalanceNotifications.Fixtures;

/// <summary>A lock of the database in a test's hands: who needs it waits until it is disposed.</summary>
internal sealed class HeldLock : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly NpgsqlConnection _connection;

    private HeldLock(NpgsqlDataSource database, NpgsqlConnection connection) =>
        (_database, _connection) = (database, connection);

    /// <param name="sql">Takes it.</param>
    public static async Task<HeldLock> TakeAsync(NpgsqlDataSource database, string sql, params NpgsqlParameter[] parameters)
    {
        var connection = await database.OpenConnectionAsync();
        // Ends with its connection.
        await connection.BeginTransactionAsync();
        await using var take = new NpgsqlCommand(sql, connection);
        take.Parameters.AddRange(parameters);
        await take.ExecuteNonQueryAsync();
        return new(database, connection);
    }

    /// <summary>Ends once somebody waits for it.</summary>
    public Task WantedAsync() => Eventually.HoldsAsync(async () =>
    {
        await using var command = _database.CreateCommand(
            "select exists (select from pg_stat_activity where $1 = any (pg_blocking_pids(pid)))");
        command.Parameters.Add(Database.Value(_connection.ProcessID));
        return (bool)(await command.ExecuteScalarAsync())!;
    });

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
