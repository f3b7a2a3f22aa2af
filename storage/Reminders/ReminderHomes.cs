using Npgsql;

namespace BalanceNotifications.Reminders;

/// <summary>Tells where reminders stand, so that no silo starts with an engine that does not see them.</summary>
public sealed class ReminderHomes(NpgsqlDataSource database)
{
    // By orleansreminderstable_by_start.
    private const string InAdoNet = "select exists (select from orleansreminderstable where serviceid = $1)";

    private const string InPaced = "select exists (select from paced_reminder where $1 is not null)";

    /// <param name="serviceId">Under which Orleans' own table has them.</param>
    public async Task<bool> HasAnyAsync(string serviceId, ReminderTable table, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(table is ReminderTable.AdoNet ? InAdoNet : InPaced);
        command.Parameters.Add(Database.Value(serviceId));
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
