using Npgsql;

namespace BalanceNotifications.Notifications;

/// <summary>What history tells of one statement, rule by rule.</summary>
public sealed class StatementNotifications(NpgsqlDataSource database)
{
    // Served by notification_by_account: the statements of one account are a handful.
    private const string Find = $"""
        select {NotificationQueries.Columns}, coalesce(rule, '')
        from notification
        where practice_id = $1 and account_key = $2 and statement_id = $3
        order by id
        limit 500
        """;

    /// <param name="account">The account's keyed hash.</param>
    public async Task<IReadOnlyList<RuleNotification>> FindAsync(
        RowScope scope, string account, string statement, CancellationToken cancellationToken)
    {
        await using var batch = scope.Begin(database).Add(
            Find, Database.Value(scope.Practice!.Value), Database.Value(account), Database.Value(statement));
        await using var reader = await RowScope.ExecuteAsync(batch, cancellationToken);
        var found = new List<RuleNotification>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new(reader.GetString(reader.FieldCount - 1), NotificationReader.View(reader)));
        }

        return found;
    }
}

/// <param name="Rule">The rule that planned it; empty for one on demand.</param>
public sealed record RuleNotification(string Rule, NotificationView Notification);
