using BalanceNotifications.Accounts;
using Npgsql;

namespace BalanceNotifications.Notifications;

/// <summary>
/// Texts and calls that a provider took, and of whose end it has told nothing. Each is claimed before it is asked about:
/// no two silos ask the same, and a silo that dies with it in hand leaves it to the next time.
/// </summary>
public sealed class UnreportedNotifications(NpgsqlDataSource database)
{
    /// <summary>So long after the send a report may still be on its way.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>After it nobody asks any more: some carriers never report.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromHours(72);

    // Served by notification_unreported, then by the primary key. Silent for as long again as it was silent before: asked
    // after one hour, two, four, and so on, seven times at the most.
    private const string Claim = """
        update notification n
        set silent_from = case
            when $1 + ($1 - n.sent_at) > n.sent_at + $3 then 'infinity'
            else $1 + ($1 - n.sent_at) - $2 end
        where n.id = any (array(
            select u.id
            from notification u
            where u.status = 4 and u.channel in (2, 3) and u.provider_id is not null and u.reason is null
                and coalesce(u.silent_from, u.sent_at) > $1 - $3 and coalesce(u.silent_from, u.sent_at) <= $1 - $2
            order by coalesce(u.silent_from, u.sent_at)
            limit $4
            for update skip locked))
        returning n.practice_id, n.account_key, n.id, n.channel, n.provider_id, n.sender
        """;

    /// <summary>Those that were silent the longest, and now are not to be asked about again for as long.</summary>
    /// <param name="most">How many.</param>
    public async Task<IReadOnlyList<UnreportedNotification>> ClaimAsync(
        DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Claim);
        command.CommandTimeout = Database.JobTimeoutSeconds;
        command.Parameters.Add(Database.Value(now));
        command.Parameters.Add(Database.Value(Patience));
        command.Parameters.Add(Database.Value(Limit));
        command.Parameters.Add(Database.Value(most));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var claimed = new List<UnreportedNotification>();
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new(
                AccountKey.Parse($"{reader.GetInt32(0)}/{reader.GetString(1)}"), reader.GetGuid(2),
                (Channel)reader.GetInt16(3), reader.GetString(4), reader.Nullable<string>(5)));
        }

        return claimed;
    }
}

/// <param name="ProviderId">The provider's id of its newest attempt.</param>
/// <param name="Sender">What that went out through, see <see cref="Practices.PhoneSender.Key"/>; null in rows of earlier versions.</param>
public sealed record UnreportedNotification(
    AccountKey Account, Guid Id, Channel Channel, string ProviderId, string? Sender);
