using Npgsql;

namespace BalanceNotifications.Profiles;

/// <summary>Profiles as the api reads and writes them.</summary>
public sealed class ProfileStore(NpgsqlDataSource database)
{
    private readonly NpgsqlDataSource _database = database;
}
