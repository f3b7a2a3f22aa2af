using System.Globalization;

namespace BalanceNotifications.Delivery.Text;

/// <summary>Instants as Twilio's resources write them: RFC 2822, in GMT, whole seconds. Pure.</summary>
internal static class TwilioDate
{
    /// <summary>Null when it cannot be read.</summary>
    public static DateTimeOffset? Read(string? text) => DateTimeOffset.TryParseExact(
        text, "ddd, d MMM yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? at
            : null;
}
