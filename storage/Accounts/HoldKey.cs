using System.Globalization;

namespace BalanceNotifications.Accounts;

/// <summary>The order of the list of holds that run out, soonest first, and where a page of it ends.</summary>
/// <param name="AccountKey">The second half of the account's key.</param>
public sealed record HoldKey(DateTimeOffset Until, string AccountKey, string Id)
{
    public static bool TryParse(string text, out HoldKey? key)
    {
        var parts = text.Split('/', 3);
        key = parts.Length == 3 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var ticks)
            && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new(new DateTimeOffset(ticks, TimeSpan.Zero), parts[1], parts[2])
            : null;
        return key is not null;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Until.UtcTicks}/{AccountKey}/{Id}");
}
