using BalanceNotifications.Cadence;
using Npgsql;
using static BalanceNotifications.Accounts.Columns;

namespace BalanceNotifications.Accounts;

/// <summary>Notifications as the columns that <see cref="JournalSql.WriteNotifications"/> unnests, in its order.</summary>
internal static class NotificationColumns
{
    public static NpgsqlParameter[] Of(Line<PlannedNotification>[] told) =>
    [
        Column(told, line => line.Practice),
        Column(told, line => line.Account),
        Column(told, line => line.Number),
        Column(told, line => line.Row.Id),
        Column(told, line => line.Row.StatementId),
        Column(told, line => line.Row.Batch),
        Column(told, line => OfCadence(line.Row, line.Row.Profile)),
        Column(told, line => OfCadence(line.Row, line.Row.ProfileRevision)),
        Column(told, line => line.Row.OnDemand is null ? line.Row.Rule : null),
        Column(told, line => OfCadence(line.Row, (short)line.Row.Level)),
        Column(told, line => (short)line.Row.Channel),
        Column(told, line => (short)line.Row.Purpose),
        Column(told, line => (short)line.Row.Status),
        Column(told, line => line.Row.Reason),
        Column(told, line => line.Row.To),
        Column(told, line => line.Row.ToHash),
        Column(told, line => line.Row.PlannedAt.ToUniversalTime()),
        Column(told, line => line.Row.NextAt.ToUniversalTime()),
        Column(told, line => line.Row.SentAt?.ToUniversalTime()),
        Column(told, line => (short)line.Row.Attempts),
        Column(told, line => (short)line.Row.ResentInDoubt),
        Column(told, line => line.Row.ProviderId),
        Column(told, line => (short?)line.Row.Segments),
        Column(told, line => OfTemplate(line.Row, line.Row.Template)),
        Column(told, line => OfTemplate(line.Row, line.Row.TemplateRevision)),
        Column(told, line => line.Row.Language),
        Jsonb(told, line => Json(line.Row.Merge)),
        Column(told, line => (short?)line.Row.Renderer),
        Column(told, line => line.Row.MessageHash),
        Column(told, line => line.Row.Sequence),
        Jsonb(told, line => Json(line.Row.OnDemand?.Words)),
        Column(told, line => line.Row.DeliveredAt?.ToUniversalTime()),
        Column(told, line => (short)line.Row.ExpiresAfterHours),
        Column(told, line => line.Row.MinimumBalance.ToDecimal()),
        Column(told, line => line.Row.UselessFrom?.ToUniversalTime()),
        Column(told, line => line.Row.Seconds),
        Jsonb(told, line => Json(line.Row.Fallback)),
        Column(told, line => line.Row.Test),
        Column(told, line => line.Row.Sender),
    ];

    private static T? OfCadence<T>(PlannedNotification notification, T value)
        where T : struct => notification.OnDemand is null ? value : null;

    // Words of its own have no template.
    private static T? OfTemplate<T>(PlannedNotification notification, T value)
        where T : struct => notification.OnDemand is { Words: not null } ? null : value;

    private static string? Json<T>(T? value)
        where T : class => value is null ? null : Database.ToJson(value);
}
