using BalanceNotifications.Accounts;
using Npgsql;

namespace BalanceNotifications.Notifications;

/// <summary>Finds whose notification it is, for callbacks of providers, which name no practice.</summary>
public sealed class NotificationOwners(NpgsqlDataSource database)
{
    // Served by the primary key, with the owner's rights: see storage/Schema/0036-whose-report.sql.
    private const string Find = "select practice_id, account_key, channel, provider from bn_find_notification($1)";

    /// <summary>Null when nobody has such a notification.</summary>
    public async Task<NotificationOwner?> FindAsync(Guid notification, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.Add(Database.Value(notification));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                AccountKey.Parse($"{reader.GetInt32(0)}/{reader.GetString(1)}"), (Channel)reader.GetInt16(2),
                reader.Nullable<string>(3))
            : null;
    }
}

/// <param name="Provider">
/// The account that its newest attempt went out through, as settings name it. Null for e-mails, before history was told
/// of an attempt, and where an earlier version sent it.
/// </param>
public sealed record NotificationOwner(AccountKey Account, Channel Channel, string? Provider);
