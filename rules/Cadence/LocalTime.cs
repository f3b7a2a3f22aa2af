namespace BalanceNotifications.Cadence;

/// <summary>Turns a wall-clock time into an instant; both clock changes have one answer.</summary>
public static class LocalTime
{
    /// <summary>
    /// The instant, in UTC, at which clocks in <paramref name="zone"/> show the time. One that spring-forward skips
    /// moves later by the length of the gap; one that autumn repeats takes the later pass.
    /// </summary>
    /// <remarks>
    /// <see cref="TimeZoneInfo.GetUtcOffset(DateTime)"/> answers both with the standard offset, which is wrong where
    /// winter time is the daylight time (Europe/Dublin) and where a zone changes its standard offset (a whole day was
    /// skipped in Pacific/Apia). Asking by instant has one answer always, so the offsets a day either side decide.
    /// </remarks>
    public static DateTimeOffset Resolve(DateOnly date, TimeOnly time, TimeZoneInfo zone)
    {
        var local = new DateTimeOffset(date.ToDateTime(time), TimeSpan.Zero);
        var before = zone.GetUtcOffset(local.AddDays(-1));
        var after = zone.GetUtcOffset(local.AddDays(1));
        if (before == after)
        {
            return local - after;
        }

        // In a gap neither holds, and the offset from before it carries the time past it by the gap's length.
        var later = local - after;
        return zone.GetUtcOffset(later) == after ? later : local - before;
    }

    /// <summary>The date that calendars in <paramref name="zone"/> show.</summary>
    public static DateOnly DateOf(DateTimeOffset instant, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
}
