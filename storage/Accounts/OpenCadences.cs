using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>Finds the accounts that have something planned by an older revision of a profile.</summary>
public sealed class OpenCadences(NpgsqlDataSource database)
{
    // Walks account by its primary key; each is looked up in notification_by_account. Scheduled and deferred: what has
    // not left.
    private const string Find = """
        select a.account_key
        from account a
        where a.practice_id = $1 and a.account_key > $4 and a.next_due is not null
            and exists (
                select from notification n
                where n.practice_id = a.practice_id and n.account_key = a.account_key
                    and n.profile_id = $2 and n.profile_revision < $3 and n.status in (1, 2))
        order by a.account_key
        limit $5
        """;

    /// <param name="after">The last key of the bite before; empty for the first.</param>
    /// <returns>Keyed hashes of account numbers, in order.</returns>
    public async Task<IReadOnlyList<string>> FindAsync(
        int practice, Guid profile, int revision, string after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.Add(Database.Value(practice));
        command.Parameters.Add(Database.Value(profile));
        command.Parameters.Add(Database.Value(revision));
        command.Parameters.Add(Database.Value(after));
        command.Parameters.Add(Database.Value(limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add(reader.GetString(0));
        }

        return keys;
    }
}
