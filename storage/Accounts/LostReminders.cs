using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>
/// Finds accounts that are overdue and that no reminder will wake. Nothing of ours leaves one behind: a reminder is
/// registered before the state that needs it. A restored backup or a hand in the reminder table can.
/// </summary>
public sealed class LostReminders(NpgsqlDataSource database)
{
    // Served by account_by_next_due, then by the reminder table's primary key. In a backlog the overdue ones have
    // reminders; the inner limit bounds what is looked through.
    private const string Find = """
        select a.practice_id || '/' || a.account_key
        from (
            select practice_id, account_key, next_due from account
            where next_due < $2
            order by next_due
            limit 20000) a
        where not exists (
            select from orleansreminderstable r
            where r.serviceid = $1 and r.grainid = 'account/' || a.practice_id || '/' || a.account_key
                and r.remindername = 'cadence')
        limit 500
        """;

    /// <param name="serviceId">The cluster's, under which its reminders stand.</param>
    /// <param name="dueBefore">Later than that, a tick may still be on its way.</param>
    /// <returns>Grain keys, at most 500.</returns>
    public async Task<IReadOnlyList<string>> FindAsync(
        string serviceId, DateTimeOffset dueBefore, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find);
        command.CommandTimeout = Database.JobTimeoutSeconds;
        command.Parameters.Add(Database.Value(serviceId));
        command.Parameters.Add(Database.Value(dueBefore));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add(reader.GetString(0));
        }

        return keys;
    }
}
