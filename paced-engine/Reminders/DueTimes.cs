namespace PacedEngine.Reminders;

/// <summary>When a reminder comes again. Pure.</summary>
internal static class DueTimes
{
    /// <summary>After a success: the first of its times that lies ahead. What was missed on the way is not made up for.</summary>
    public static DateTimeOffset Next(DateTimeOffset dueAt, TimeSpan period, DateTimeOffset now) =>
        dueAt > now ? dueAt : dueAt + (period * (((now - dueAt).Ticks / period.Ticks) + 1));

    /// <summary>
    /// After a failure: doubles from the first wait to the longest, and up to a tenth more, so that those that failed
    /// together do not come again together.
    /// </summary>
    /// <param name="attempts">1 after the first failure.</param>
    /// <param name="spread">0 to 1, any number of the reminder's own.</param>
    public static TimeSpan BackOff(int attempts, TimeSpan first, TimeSpan longest, double spread)
    {
        var doubled = first.TotalSeconds * Math.Pow(2, Math.Min(attempts - 1, 30));
        return TimeSpan.FromSeconds(Math.Min(doubled, longest.TotalSeconds) * (1 + (spread / 10)));
    }
}
