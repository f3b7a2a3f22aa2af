using Npgsql;

namespace BalanceNotifications.Audit;

/// <summary>Extends the chains of all trails. Every silo may do it, at any time and twice; no insert ever waits for it.</summary>
public sealed class AuditSealing(NpgsqlDataSource database)
{
    /// <summary>Rows of one seal, about.</summary>
    internal const int Bite = 20_000;

    private const int MostSealsARound = 100;

    // Any number that no other job has: see Leftovers.
    private const string Alone = "select pg_try_advisory_xact_lock(7310)";

    /// <summary>Seals what can be sealed: the rows of transactions behind which no older one is open.</summary>
    public async Task ExtendAsync(CancellationToken cancellationToken)
    {
        foreach (var practice in await DueAsync(cancellationToken))
        {
            var trail = practice == 0 ? AuditTrail.OfInstallation("") : AuditTrail.OfPractice(new("", practice));
            var seals = 0;
            while (seals < MostSealsARound && await ExtendAsync(trail, Bite, cancellationToken))
            {
                seals++;
            }
        }
    }

    /// <summary>Adds one seal. False when there is nothing to seal, or somebody else is at it.</summary>
    internal async Task<bool> ExtendAsync(AuditTrail trail, int bite, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var alone = new NpgsqlCommand(Alone, connection, transaction))
        {
            if (await alone.ExecuteScalarAsync(cancellationToken) is not true)
            {
                return false;
            }
        }

        await using var extend = new NpgsqlCommand(SealSql.Extend(trail), connection, transaction)
        {
            CommandTimeout = Database.JobTimeoutSeconds,
        };
        extend.Parameters.AddRange(trail.Parameters().ToArray());
        extend.Parameters.Add(Database.Value(bite));
        var added = await extend.ExecuteNonQueryAsync(cancellationToken) > 0;
        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    private async Task<IReadOnlyList<int>> DueAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(SealSql.Due);
        command.CommandTimeout = Database.JobTimeoutSeconds;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var practices = new List<int>();
        while (await reader.ReadAsync(cancellationToken))
        {
            practices.Add(reader.GetInt32(0));
        }

        return practices;
    }
}
