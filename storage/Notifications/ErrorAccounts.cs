using Npgsql;

namespace BalanceNotifications.Notifications;

/// <summary>What a suggestion about an error asks of its account: see <see cref="ErrorSuggestions"/>.</summary>
public sealed class ErrorAccounts(NpgsqlDataSource database, TimeProvider clock)
{
    // So long a mailbox that was full before is the same trouble.
    private static readonly TimeSpan Recently = TimeSpan.FromDays(90);

    // Served by account_by_number, and for each account by notification_by_account, in the partitions of a quarter.
    private const string Find = """
        select a.number,
            coalesce(a.email_hash, a.preferred_email_hash, a.confidential_email_hash) is not null,
            coalesce(a.phone_hash, a.preferred_phone_hash, a.confidential_phone_hash) is not null,
            (select count(*) from notification n
             where n.practice_id = $1 and n.account_key = a.account_key and n.id > $3 and n.id < $4
                and n.channel = 1 and n.reason ~ '^smtp \d+ [45]\.2\.2$')::integer
        from account a
        where a.practice_id = $1 and a.number = any ($2)
        """;

    /// <param name="numbers">Of the accounts on one page.</param>
    public async Task<IReadOnlyDictionary<string, ErrorAccount>> FindAsync(
        RowScope scope, IReadOnlyCollection<string> numbers, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var range = IdRange.Of(now - Recently, now.AddDays(1));
        await using var batch = scope.Begin(database).Add(
            Find, Database.Value(scope.Practice!.Value), Database.Value(numbers.ToArray()), Database.Value(range.After),
            Database.Value(range.Before));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var accounts = new Dictionary<string, ErrorAccount>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            accounts.Add(
                reader.GetString(0), new(reader.GetBoolean(1), reader.GetBoolean(2), reader.GetInt32(3)));
        }

        return accounts;
    }
}

/// <param name="FullMailboxes">How many of its e-mails of the last 90 days found the mailbox full.</param>
public sealed record ErrorAccount(bool HasEmail, bool HasPhone, int FullMailboxes);
