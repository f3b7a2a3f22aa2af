using BalanceNotifications.Paging;
using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>The worklist of holds, disputes above all, that end by themselves soon: somebody has to decide what then.</summary>
public sealed class HoldList(NpgsqlDataSource database)
{
    /// <summary>Served by account_hold_running_out.</summary>
    internal const string RunningOut = """
        select until, account_key, hold_id, account, reason, placed_at, placed_by
        from account_hold
        where practice_id = $1 and standing and until is not null and until >= greatest($3, bn_now())
            and until <= bn_now() + $2 * interval '1 day'
            and ($3::timestamptz is null or (until, account_key, hold_id) > ($3, $4, $5))
            and ($6::smallint is null or reason = $6)
        order by until, account_key, hold_id
        limit $7
        """;

    /// <param name="days">Those that end within so many.</param>
    /// <param name="reason">Null for all.</param>
    /// <param name="after">Where to continue; null at the beginning.</param>
    public async Task<Page<RunningOutHold>> ListAsync(
        RowScope scope, int days, HoldReason? reason, HoldKey? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(RunningOut, Parameters(scope, days, reason, after, limit));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var holds = new List<RunningOutHold>();
        while (await reader.ReadAsync(cancellationToken))
        {
            holds.Add(new(
                new(reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), reader.GetString(2)),
                reader.GetString(3), (HoldReason)reader.GetInt16(4), reader.GetFieldValue<DateTimeOffset>(5),
                reader.GetString(6)));
        }

        return Page.Of(holds, limit, hold => hold.Key.ToString());
    }

    internal static NpgsqlParameter[] Parameters(
        RowScope scope, int days, HoldReason? reason, HoldKey? after, int limit) =>
    [
        Database.Value(scope.Practice!.Value), Database.Value(days), Database.Value(after?.Until),
        Database.Value(after?.AccountKey), Database.Value(after?.Id), Database.Value((short?)reason),
        Database.Value(limit + 1),
    ];
}
