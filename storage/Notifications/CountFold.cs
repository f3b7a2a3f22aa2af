using Npgsql;

namespace BalanceNotifications.Notifications;

/// <summary>The jobs that keep history small to read: folding deltas into counts, and making partitions ahead.</summary>
public sealed class CountFold(NpgsqlDataSource database)
{
    private const int Bite = 20_000;

    // One transaction: a reader sees a delta or its sum, never both and never neither.
    private const string Fold = """
        with bitten as (
            delete from notification_delta
            where ctid = any (array(select ctid from notification_delta limit $1 for update skip locked))
            returning *),
        summed as (
            select practice_id, day, channel, profile_id, batch, status, sum(change) as change,
                sum(minutes) as minutes
            from bitten group by 1, 2, 3, 4, 5, 6),
        folded as (
            insert into notification_count as c (
                practice_id, day, channel, profile_id, batch, status, count, minutes)
            select practice_id, day, channel, profile_id, batch, status, change, minutes
            from summed
            order by practice_id, day, channel, profile_id, batch, status
            on conflict on constraint notification_count_of do update set
                count = c.count + excluded.count, minutes = c.minutes + excluded.minutes)
        select count(*) from bitten
        """;

    private const string MakePartitions = "call bn_make_partitions(bn_now())";

    /// <summary>Folds until no delta is left that nobody else is folding.</summary>
    public async Task FoldAsync(CancellationToken cancellationToken)
    {
        long bitten;
        do
        {
            await using var command = database.CreateCommand(Fold);
            command.CommandTimeout = Database.JobTimeoutSeconds;
            command.Parameters.Add(Database.Value(Bite));
            bitten = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        while (bitten == Bite);
    }

    public async Task MakePartitionsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(MakePartitions);
        command.CommandTimeout = Database.JobTimeoutSeconds;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
