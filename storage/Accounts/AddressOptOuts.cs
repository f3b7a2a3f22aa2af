using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>Opt-outs as the api takes them: of an address, whichever account has it, and before any account is asked.</summary>
public sealed class AddressOptOuts(NpgsqlDataSource database)
{
    /// <summary>Told twice or late it changes nothing: of two instants the newer stays.</summary>
    public async Task AddAsync(RowScope scope, SuppressionLine line, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(
            JournalSql.WriteSuppressions,
            Database.Value(new[] { scope.Practice!.Value }),
            Database.Value(new[] { (short)line.Channel }),
            Database.Value(new[] { line.AddressHash }),
            Database.Value(new[] { line.At }),
            Database.Value(new[] { line.LiftedAt }),
            Database.Value(new[] { line.Source }),
            Database.Value(new[] { line.Wording }));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
