using Npgsql;

namespace BalanceNotifications.Templates;

/// <summary>Templates as the api reads and writes them.</summary>
public sealed class TemplateStore(NpgsqlDataSource database)
{
    private readonly NpgsqlDataSource _database = database;
}
