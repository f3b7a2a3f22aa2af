namespace BalanceNotifications.Cadence;

/// <summary>A stretch of time in which contact is allowed.</summary>
/// <param name="Opens">Inclusive.</param>
/// <param name="Closes">Exclusive, later than <paramref name="Opens"/>.</param>
public readonly record struct ContactWindow(DateTimeOffset Opens, DateTimeOffset Closes)
{
    public TimeSpan Length => Closes - Opens;

    public bool Includes(DateTimeOffset instant) => Opens <= instant && instant < Closes;

    /// <summary>What both have in common; null when they do not meet.</summary>
    public ContactWindow? Overlap(ContactWindow other)
    {
        var opens = Opens > other.Opens ? Opens : other.Opens;
        var closes = Closes < other.Closes ? Closes : other.Closes;
        return opens < closes ? new(opens, closes) : null;
    }
}
