using System.Text.Json;
using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Notifications;
using Npgsql;
using NpgsqlTypes;

namespace BalanceNotifications.Events;

/// <summary>What of an account's page others hear. Ids, codes, instants and amounts; never a name, an address or words.</summary>
internal static class AccountEvents
{
    /// <summary>Adds the statement that writes them, if there are any.</summary>
    public static void Add(NpgsqlBatch batch, EventRow[] rows)
    {
        if (rows.Length > 0)
        {
            batch.Add(
                EventSql.Write,
                Database.Value(Array.ConvertAll(rows, row => row.Practice)),
                Database.Value(Array.ConvertAll(rows, row => row.Id)),
                Database.Value(Array.ConvertAll(rows, row => (short)row.Type)),
                Database.Value(Array.ConvertAll(rows, row => row.At?.ToUniversalTime())),
                new NpgsqlParameter
                {
                    Value = Array.ConvertAll(rows, row => row.Data),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Json,
                });
        }
    }

    /// <summary>Whether its place on the paper list is told of.</summary>
    public static bool TellsPaper(AccountPage page, EventTypes wanted) => page.Paper.Length > 0
        && (wanted.Contains(EventType.PaperListed) || wanted.Contains(EventType.PaperUnlisted));

    /// <summary>In the order in which they happened: what was said and paid comes before what followed from it.</summary>
    /// <param name="wanted">What somebody listens to.</param>
    public static IEnumerable<EventRow> Of(AccountPage page, EventTypes wanted) => wanted == EventTypes.None
        ? []
        : Switches(page).Concat(Payments(page)).Concat(Notifications(page)).Where(row => wanted.Contains(row.Type));

    private static IEnumerable<EventRow> Switches(AccountPage page) => page.Switches.Select(line => Row(
        page, EventType.OptOutChanged, $"{line.Sequence}/{line.Switch}", line.At,
        new { account = page.Number, line.Switch, state = line.To, previous = line.From, line.By }));

    private static IEnumerable<EventRow> Payments(AccountPage page) =>
        from entry in page.Ledger
        where entry.Kind is LedgerKind.Posting
        let answer = JsonSerializer.Deserialize<PostingAnswer>(entry.Answer, JsonSerializerOptions.Web)!
        where answer.Type is PostingType.Payment
        select Row(page, EventType.PaymentPosted, answer.PostingId, answer.ReceivedAt ?? answer.At, new
        {
            account = page.Number,
            answer.PostingId,
            amount = answer.Amount.ToDecimal(),
            at = answer.At.UtcDateTime,
            balance = answer.Balance.ToDecimal(),
        });

    private static IEnumerable<EventRow> Notifications(AccountPage page) =>
        from entry in page.Trail
        where entry.Status is not NotificationStatus.Sending
        let notification = page.Notifications.FirstOrDefault(known => known.Id == entry.Notification)
        where notification is not null
        select Row(
            page, (EventType)entry.Status, $"{entry.Notification:n}/{entry.Sequence}", entry.At,
            Describe(page, notification, entry));

    private static object Describe(AccountPage page, PlannedNotification notification, TrailEntry entry) => new
    {
        account = page.Number,
        notification = notification.Id,
        notification.StatementId,
        notification.Batch,
        notification.Channel,
        notification.Purpose,
        Level = notification.OnDemand is null ? notification.Level : (int?)null,
        entry.Status,
        // The code alone: why an account is on hold, and what a provider wrote, is for those who look it up.
        Reason = Reason.CodeOf(entry.Reason),
        plannedAt = notification.PlannedAt.UtcDateTime,
        Test = notification.Test ? true : (bool?)null,
        entry.Sequence,
    };

    private static EventRow Row(AccountPage page, EventType type, string what, DateTimeOffset? at, object data) => new(
        page.Key.Practice, EventId.Of(type, page.Key.Practice, page.Key.Hash, what), type, at, Database.ToJson(data));
}
