using BalanceNotifications.Audit;
using BalanceNotifications.Practices;
using Npgsql;

namespace BalanceNotifications.Links;

/// <summary>The links of messages, as the api reads and ends them. Accounts write them through their journal.</summary>
public sealed class LinkStore(NpgsqlDataSource database, TimeProvider clock)
{
    internal const short QuickPay = 1;
    internal const short Unsubscribe = 2;

    // Served by link_by_token, with the owner's rights: see storage/Schema/0008-links.sql.
    private const string Open = """
        select organisation, slug, account_key, notification_id, ended from bn_open_link($1, $2, $3)
        """;

    // Served by the primary key.
    private const string Revoke = """
        update link set revoked_at = bn_now()
        where practice_id = $1 and notification_id = $2 and purpose = 1 and revoked_at is null
        """;

    // Served by the primary key.
    private const string Exists =
        "select exists (select from link where practice_id = $1 and notification_id = $2 and purpose = 1)";

    // Served by link_by_token, with the owner's rights: see storage/Schema/0035-written-addresses.sql.
    private const string FindUnsubscribe = """
        select organisation, slug, account_key, notification_id, channel, address_hash from bn_find_unsubscribe($1)
        """;

    /// <summary>Finds a QuickPay link and records that it was opened. Null when there is none of this token.</summary>
    /// <param name="tokenHash">See <see cref="LinkToken.HashOf"/>.</param>
    /// <param name="previewed">By a program, not a person.</param>
    public async Task<OpenedLink?> OpenAsync(byte[] tokenHash, bool previewed, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Open);
        command.Parameters.Add(Database.Value(tokenHash));
        command.Parameters.Add(Database.Value(QuickPay));
        command.Parameters.Add(Database.Value(previewed));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetGuid(3), reader.GetBoolean(4))
            : null;
    }

    /// <summary>Finds the link out of a channel, however old. Null when there is none of this token.</summary>
    /// <param name="tokenHash">See <see cref="LinkToken.HashOf"/>.</param>
    public async Task<UnsubscribeLink?> FindUnsubscribeAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(FindUnsubscribe);
        command.Parameters.Add(Database.Value(tokenHash));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetGuid(3),
                (Channel)reader.GetInt16(4), reader.Nullable<byte[]>(5))
            : null;
    }

    /// <summary>Ends the QuickPay links of a notification; never the way out. Ending them again changes nothing.</summary>
    /// <returns>False when the notification has none.</returns>
    public async Task<bool> RevokeAsync(
        RowScope scope, Guid notification, string actor, CancellationToken cancellationToken)
    {
        await using var change = await PracticeChange.BeginAsync(database, clock, scope, cancellationToken);
        await using var revoke = change.Command(Revoke, Database.Value(scope.Practice), Database.Value(notification));
        if (await revoke.ExecuteNonQueryAsync(cancellationToken) > 0)
        {
            await change.CommitAsync(
                new(actor, "link.revoked", notification.ToString(), new()
                {
                    ["changed"] = Difference.Of("revoked", false, true),
                }),
                cancellationToken);
            return true;
        }

        await using var exists = change.Command(Exists, Database.Value(scope.Practice), Database.Value(notification));
        return (bool)(await exists.ExecuteScalarAsync(cancellationToken))!;
    }
}

/// <param name="AccountKey">The second half of the account grain's key.</param>
/// <param name="Ended">It has expired, or was revoked.</param>
public sealed record OpenedLink(string Organisation, string Practice, string AccountKey, Guid Notification, bool Ended);

/// <param name="AccountKey">The second half of the account grain's key, of the account it was sent for.</param>
/// <param name="Channel">Which it leads out of.</param>
/// <param name="AddressHash">Of the address it was sent to; null in those of earlier versions.</param>
public sealed record UnsubscribeLink(
    string Organisation, string Practice, string AccountKey, Guid Notification, Channel Channel, byte[]? AddressHash);

/// <summary>What became of a notification's QuickPay link.</summary>
/// <param name="OpenedAt">First, by a person; null if never.</param>
/// <param name="Opens">By people.</param>
/// <param name="Previews">By programs that look at links before people do.</param>
public sealed record LinkUse(
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? OpenedAt,
    DateTimeOffset? LastOpenedAt,
    long Opens,
    long Previews)
{
    // Served by the primary key. A second link, made under a newer key, is the same to whoever asks.
    internal const string Find = """
        select max(expires_at), max(revoked_at), min(first_opened_at), max(last_opened_at), sum(opens), sum(previews)
        from link
        where practice_id = $1 and notification_id = $2 and purpose = 1
        having count(*) > 0
        """;

    internal static LinkUse Read(NpgsqlDataReader reader) => new(
        reader.GetFieldValue<DateTimeOffset>(0),
        reader.Nullable<DateTimeOffset?>(1),
        reader.Nullable<DateTimeOffset?>(2),
        reader.Nullable<DateTimeOffset?>(3),
        reader.GetInt64(4),
        reader.GetInt64(5));
}
