using BalanceNotifications.Reminders;
using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>
/// Finds accounts that are overdue and that no reminder will wake. Nothing of ours leaves one behind: a reminder is
/// registered before the state that needs it. A restored backup or a hand in the reminder table can.
/// </summary>
/// <param name="table">Where the installation keeps its reminders.</param>
public sealed class LostReminders(NpgsqlDataSource database, ReminderTable table)
{
    // Served by account_by_next_due_and_key, then by the reminder table's primary key. In a backlog the overdue ones
    // have reminders; a page bounds what is looked through. The last row of a full page comes along, lost or not: it
    // says where the next one begins. The limit of one keeps the planner from reading all reminders at once.
    private static string Find(string reminder) => $"""
        with page as (
            select next_due, practice_id, account_key, row_number() over w = $6 as last
            from account
            where next_due < $2
                and (next_due, practice_id, account_key)
                    > (coalesce($3, '-infinity'::timestamptz), coalesce($4, 0), coalesce($5, ''))
            window w as (order by next_due, practice_id, account_key)
            order by next_due, practice_id, account_key
            limit $6),
        looked as (
            select next_due, practice_id, account_key, last, reminder.has is null as lost
            from page left join lateral (
                select true as has from {reminder}
                limit 1) reminder on true)
        select next_due, practice_id, account_key, lost, last from looked
        where lost or last
        order by next_due, practice_id, account_key
        limit $7
        """;

    private const string OfAdoNet = """
        orleansreminderstable r
            where r.serviceid = $1 and r.grainid = 'account/' || practice_id || '/' || account_key
                and r.remindername = 'cadence'
        """;

    // The due index belongs to one service alone. What is parked there is not lost.
    private const string OfPaced = """
        paced_reminder r
            where $1 is not null and r.grain_id = 'account/' || practice_id || '/' || account_key and r.name = 'cadence'
        """;

    private readonly string _find = Find(table is ReminderTable.Paced ? OfPaced : OfAdoNet);

    /// <param name="serviceId">The cluster's, under which its reminders stand.</param>
    /// <param name="dueBefore">Later than that, a tick may still be on its way.</param>
    /// <param name="after">The place where the last page ended; null at the beginning.</param>
    /// <param name="page">How many accounts are looked at.</param>
    /// <param name="most">How many are returned at most; the next page then begins behind the last of them.</param>
    public async Task<LostAccounts> FindAsync(
        string serviceId,
        DateTimeOffset dueBefore,
        OverduePlace? after,
        CancellationToken cancellationToken,
        int page = 20_000,
        int most = 500)
    {
        await using var command = database.CreateCommand(_find);
        command.CommandTimeout = Database.JobTimeoutSeconds;
        command.Parameters.Add(Database.Value(serviceId));
        command.Parameters.Add(Database.Value(dueBefore));
        command.Parameters.Add(Database.Value(after?.Due));
        command.Parameters.Add(Database.Value(after?.Practice));
        command.Parameters.Add(Database.Value(after?.AccountKey));
        command.Parameters.Add(Database.Value(page));
        command.Parameters.Add(Database.Value(most));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<string>();
        var (rows, goesOn) = (0, false);
        OverduePlace? place = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            place = new(reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt32(1), reader.GetString(2));
            goesOn = reader.GetBoolean(4) || ++rows == most;
            if (reader.GetBoolean(3))
            {
                keys.Add($"{place.Practice}/{place.AccountKey}");
            }
        }

        return new(keys, goesOn ? place : null);
    }
}

/// <param name="Keys">Grain keys.</param>
/// <param name="Next">Where to go on; null at the end, and the next round begins anew.</param>
public sealed record LostAccounts(IReadOnlyList<string> Keys, OverduePlace? Next);

/// <summary>A place among the overdue accounts, the longest overdue first.</summary>
public sealed record OverduePlace(DateTimeOffset Due, int Practice, string AccountKey);
