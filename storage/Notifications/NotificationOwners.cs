using BalanceNotifications.Accounts;
using Npgsql;

namespace BalanceNotifications.Notifications;

/// <summary>Finds whose notification it is, for callbacks of providers, which name no practice.</summary>
public sealed class NotificationOwners(NpgsqlDataSource database)
{
    // Served by the primary key, with the owner's rights: see storage/Schema/0018-delivery-reports.sql.
    private const string Find = """
        select practice_id, organisation, slug, account_key, account, provider_id from bn_find_notification($1)
        """;

    /// <summary>Null when nobody has such a notification.</summary>
    public async Task<NotificationOwner?> FindAsync(Guid notification, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.Add(Database.Value(notification));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                AccountKey.Parse($"{reader.GetInt32(0)}/{reader.GetString(3)}"), reader.GetString(1),
                reader.GetString(2), reader.GetString(4), reader.Nullable<string>(5))
            : null;
    }
}

/// <param name="Number">The account's number.</param>
/// <param name="ProviderId">The provider's id of its last attempt; null before there was one.</param>
public sealed record NotificationOwner(
    AccountKey Account, string Organisation, string Practice, string Number, string? ProviderId);
