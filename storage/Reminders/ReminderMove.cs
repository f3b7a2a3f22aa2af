using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace BalanceNotifications.Reminders;

/// <summary>
/// Moves an installation's reminders to the other engine's table, with the silos stopped. All of them or none: it is one
/// transaction, and ends only when as many were added as were taken away.
/// </summary>
public sealed class ReminderMove(NpgsqlDataSource database)
{
    // Created to stopping, 1 to 5: one that comes or goes writes reminders as well. A silo says every half minute that it
    // is there; one that was killed never took itself off.
    private const string CountSilos = """
        select count(*) from orleansmembershiptable
        where status between 1 and 5 and iamalivetime > now() - interval '2 minutes'
        """;

    private const string Lock = "lock table orleansreminderstable, paced_reminder in share row exclusive mode";

    private const string AddToPaced = """
        insert into paced_reminder (tenant, grain_id, name, due_at, period_seconds, version)
        select case when grainid like '%/%/%' then split_part(grainid, '/', 2) else '' end, grainid, remindername,
            starttime, ceil(period / 1000.0), nextval('paced_reminder_version')
        from orleansreminderstable
        where serviceid = $1
        on conflict do nothing
        """;

    private const string TakeFromAdoNet = "delete from orleansreminderstable where serviceid = $1";

    private const string Hashes = """
        create temporary table grain_hash (grain_id text primary key, hash integer not null) on commit drop
        """;

    private const string AddToAdoNet = """
        insert into orleansreminderstable (serviceid, grainid, remindername, starttime, period, grainhash, version)
        select $1, r.grain_id, r.name, r.due_at, r.period_seconds * 1000::bigint, h.hash, 0
        from paced_reminder r join grain_hash h on h.grain_id = r.grain_id
        on conflict do nothing
        """;

    private const string TakeFromPaced = "delete from paced_reminder";

    /// <param name="serviceId">Under which Orleans' own table has them.</param>
    /// <param name="to">Where they are moved; what stands there already stays, and fails the move if it is the same.</param>
    /// <returns>How many were moved.</returns>
    /// <exception cref="InvalidOperationException">A silo runs, or both tables hold the same reminder. Nothing was moved.</exception>
    public async Task<long> RunAsync(string serviceId, ReminderTable to, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var alone = Command(connection, Lock);
        await alone.ExecuteNonQueryAsync(cancellationToken);
        await using var silos = Command(connection, CountSilos);
        if ((long)(await silos.ExecuteScalarAsync(cancellationToken))! > 0)
        {
            throw new InvalidOperationException("A silo runs. Stop all of them, and try again in two minutes.");
        }

        if (to is ReminderTable.AdoNet)
        {
            await CopyHashesAsync(connection, cancellationToken);
        }

        var (add, take) = to is ReminderTable.Paced ? (AddToPaced, TakeFromAdoNet) : (AddToAdoNet, TakeFromPaced);
        await using var adding = Command(connection, add, Database.Value(serviceId));
        var added = await adding.ExecuteNonQueryAsync(cancellationToken);
        await using var taking = to is ReminderTable.Paced
            ? Command(connection, take, Database.Value(serviceId))
            : Command(connection, take);
        var taken = await taking.ExecuteNonQueryAsync(cancellationToken);
        if (added != taken)
        {
            throw new InvalidOperationException(
                $"{taken} reminders stand in one table and only {added} of them are new to the other. Nothing was moved.");
        }

        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    // Orleans' table is read by the grain's place on the ring, which only Orleans can tell.
    private static async Task CopyHashesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var create = Command(connection, Hashes);
        await create.ExecuteNonQueryAsync(cancellationToken);
        var grains = new List<string>();
        await using (var find = Command(connection, "select distinct grain_id from paced_reminder"))
        await using (var reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                grains.Add(reader.GetString(0));
            }
        }

        await using var import = await connection.BeginBinaryImportAsync(
            "copy grain_hash (grain_id, hash) from stdin (format binary)", cancellationToken);
        foreach (var grain in grains)
        {
            await import.StartRowAsync(cancellationToken);
            await import.WriteAsync(grain, NpgsqlDbType.Text, cancellationToken);
            await import.WriteAsync((int)GrainId.Parse(grain, CultureInfo.InvariantCulture).GetUniformHashCode(), NpgsqlDbType.Integer, cancellationToken);
        }

        await import.CompleteAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddRange(parameters);
        return command;
    }
}
