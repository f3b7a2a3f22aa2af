using BalanceNotifications.Notifications;
using Npgsql;

namespace BalanceNotifications.Outcomes;

/// <summary>What came of notifications, for those who pay for them (decision 0047).</summary>
public sealed class OutcomeReader(NpgsqlDataSource database)
{
    // A payment is looked for so long after the notification that it followed.
    private static readonly TimeSpan Window = TimeSpan.FromDays(30);

    // A notification goes out at its planned time, or, deferred, some weeks later. What went out later still is followed by
    // nothing, in whichever report: so each payment counts once over all of them.
    private static readonly TimeSpan Deferred = TimeSpan.FromDays(OutcomeSql.MostDaysLate);

    /// <param name="from">The earliest planned instant, inclusive.</param>
    /// <param name="to">The planned instant at which it ends, exclusive.</param>
    public async Task<IReadOnlyList<Outcome>> ReadAsync(
        RowScope scope, OutcomeGrouping by, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(OutcomeSql.Of(by), Parameters(scope, from, to));
        batch.Timeout = Database.JobTimeoutSeconds;
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var outcomes = new List<Outcome>();
        while (await reader.ReadAsync(cancellationToken))
        {
            outcomes.Add(Read(reader));
        }

        return outcomes;
    }

    internal static NpgsqlParameter[] Parameters(RowScope scope, DateTimeOffset from, DateTimeOffset to)
    {
        var reported = IdRange.Of(from, to);
        // Earlier ones may still be going out, and later ones take the payments that follow them.
        var (first, last) = (from - Deferred, to + Deferred + Window);
        var sent = IdRange.Of(first, last);
        return
        [
            Database.Value(scope.Practice!.Value), Database.Value(reported.After), Database.Value(reported.Before),
            Database.Value(sent.After), Database.Value(sent.Before), Database.Value(first.ToUniversalTime()),
            Database.Value(last.ToUniversalTime()),
        ];
    }

    private static Outcome Read(NpgsqlDataReader reader) => new(
        new(
            reader.Nullable<Guid?>(0), reader.Nullable<string>(1), reader.Nullable<Guid?>(2), reader.Nullable<int?>(3),
            (Channel?)reader.Nullable<short?>(4), reader.Nullable<string>(5)),
        Planned: reader.GetInt64(6),
        Sent: reader.GetInt64(7),
        Delivered: reader.GetInt64(8),
        Opened: reader.GetInt64(9),
        new(reader.GetInt64(10), reader.GetInt64(11), reader.GetInt64(12)),
        new(reader.GetDecimal(13), reader.GetDecimal(14), reader.GetDecimal(15)),
        reader.IsDBNull(16) ? null : new(reader.GetDecimal(16), reader.GetDecimal(17)),
        new(reader.GetInt64(7), reader.GetInt64(18), reader.GetInt64(19), reader.GetInt64(20)));
}
