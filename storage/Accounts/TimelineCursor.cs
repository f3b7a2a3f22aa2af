using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Accounts;

/// <summary>
/// Where a timeline continues: behind one entry, in the order of instant (newest first), kind, and id. Each kind is
/// read by its own index, so the place is told to each in its own terms.
/// </summary>
public sealed record TimelineCursor(DateTimeOffset At, int Rank, string Id)
{
    internal const int NotificationRank = 1;
    internal const int ChangeRank = 2;
    internal const int LedgerRank = 2;

    // Behind all kinds of the ledger, with room for more of them.
    internal const int ReplyRank = 100;

    internal static string KeyOf(TimelineEntry last) => string.Create(
        CultureInfo.InvariantCulture, $"{last.At.ToUnixTimeMilliseconds()} {last.Rank} {last.Id}");

    /// <summary>False for anything that is not the next of a page.</summary>
    public static bool TryRead(string key, [NotNullWhen(true)] out TimelineCursor? cursor)
    {
        cursor = null;
        var parts = key.Split(' ', 3);
        if (parts.Length < 3
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var rank)
            || (rank is NotificationRank or ChangeRank or ReplyRank && !Guid.TryParse(parts[2], out _)))
        {
            return false;
        }

        cursor = new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), rank, parts[2]);
        return true;
    }

    /// <summary>For a kind whose ids begin with their instant: only ids before this one are behind the cursor.</summary>
    internal static Guid Bound(TimelineCursor? cursor, int rank) => cursor switch
    {
        null => Guid.AllBitsSet,
        _ when cursor.Rank == rank => Guid.Parse(cursor.Id),
        // At the cursor's own instant the kinds of a higher rank are still to come.
        _ => IdRange.Of(null, rank > cursor.Rank ? cursor.At.AddMilliseconds(1) : cursor.At).Before,
    };
}
