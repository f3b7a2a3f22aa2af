namespace BalanceNotifications.Delivery.Email;

/// <summary>
/// How many messages there may be between reservation and record for each connection of a relay. While some of them are
/// at the database, the others keep the connection busy; but what has its intent may not wait long behind them.
/// </summary>
internal sealed class RelayPace
{
    /// <summary>For a relay that is not known yet.</summary>
    public const int Least = 1;

    private const int Most = 16;

    // Of the newest time, in what is usual.
    private const double Weight = 0.125;

    // Half of what a message waits for its connection: no relay takes all of them at the same pace.
    private static readonly TimeSpan LongestQueue = TimeSpan.FromSeconds(1);

    private TimeSpan? _usual;

    /// <param name="time">What one message had its connection for, whatever came of it.</param>
    /// <returns>1 to 16.</returns>
    public int After(TimeSpan time) => Be(_usual is { } known ? known + ((time - known) * Weight) : time);

    /// <param name="time">What a message waited for a connection, in vain: what was usual before is so no more.</param>
    /// <returns>1 to 16.</returns>
    public int AfterWaiting(TimeSpan time) => Be(_usual > time ? _usual.Value : time);

    private int Be(TimeSpan usual)
    {
        _usual = usual;
        return usual * (Most - 1) <= LongestQueue ? Most : Least + (int)(LongestQueue / usual);
    }
}
