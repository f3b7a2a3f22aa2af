using Npgsql;

namespace BalanceNotifications.Practices;

/// <summary>Practices as the api reads and writes them.</summary>
public sealed class PracticeStore(NpgsqlDataSource database)
{
    private readonly NpgsqlDataSource _database = database;
}
