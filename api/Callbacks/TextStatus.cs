using System.Globalization;
using BalanceNotifications.Accounts;
using BalanceNotifications.Delivery;

namespace BalanceNotifications.Callbacks;

/// <summary>Reads a status callback of a text. Pure.</summary>
internal static class TextStatus
{
    /// <param name="now">Twilio does not say when it happened.</param>
    /// <returns>Null for a status that says nothing of a text of ours.</returns>
    public static DeliveryReport? ReportOf(Guid notification, IFormCollection form, DateTimeOffset now) =>
        TwilioTextStatus.Read(form["MessageStatus"].ToString(), Number(form["ErrorCode"].ToString()))
            is var (fate, reason)
            ? new(
                notification, fate, reason, now,
                form["MessageSid"].ToString() is { Length: > 0 } sid ? sid : null,
                Number(form["NumSegments"].ToString()))
            : null;

    // "0" while a messaging service has not picked its sender, or where nothing went wrong.
    private static int? Number(string field) =>
        int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : null;
}
