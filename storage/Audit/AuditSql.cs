using System.Globalization;
using System.Text;
using BalanceNotifications.Notifications;
using Npgsql;

namespace BalanceNotifications.Audit;

/// <summary>The statement that lists a trail.</summary>
internal static class AuditSql
{
    // The first halves of the actions of which there are millions.
    private static readonly string[] OfAccounts =
        ["account", "cadence", "collections", "hold", "notification", "paper", "statement", "switches"];

    // As the index audit_of_setup has it, or that serves nothing.
    private static readonly string OfSetup =
        $"split_part(action, '.', 1) not in ({string.Join(", ", OfAccounts.Select(kind => $"'{kind}'"))})";

    /// <summary>
    /// One page by id, which is a UUIDv7 and so the order of time. Served by audit_by_subject, audit_by_actor,
    /// audit_of_setup or the primary key, whichever the filter leaves.
    /// </summary>
    public static NpgsqlBatch AddList(
        this NpgsqlBatch batch, AuditTrail trail, AuditFilter filter, bool ascending, Guid? after, int limit)
    {
        var range = IdRange.Of(filter.From, filter.To).Behind(after, ascending);
        var parameters = trail.Parameters();
        var sql = new StringBuilder($"select id, at, actor, action, subject, detail from {trail.Rows} a where true");
        Where("id > ", range.After);
        Where("id < ", range.Before);
        WhereSaid("actor = ", filter.Actor);
        WhereSaid("subject = ", filter.Subject);
        WhereSaid("action = ", filter.Action);
        if (filter.Kinds.Count > 0)
        {
            Where("split_part(action, '.', 1) = any ", filter.Kinds.ToArray());
            sql.Append(filter.Kinds.Any(OfAccounts.Contains) ? "" : $" and {OfSetup}");
        }

        parameters.Add(Database.Value(limit));
        sql.Append(
            CultureInfo.InvariantCulture, $" order by id {(ascending ? "asc" : "desc")} limit ${parameters.Count}");
        return batch.Add(sql.ToString(), [.. parameters]);

        void WhereSaid(string condition, string? value)
        {
            if (value is not null)
            {
                Where(condition, value);
            }
        }

        void Where<T>(string condition, T value)
        {
            parameters.Add(Database.Value(value));
            sql.Append(CultureInfo.InvariantCulture, $" and {condition}(${parameters.Count})");
        }
    }
}
