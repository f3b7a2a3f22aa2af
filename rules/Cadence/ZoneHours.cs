using BalanceNotifications.Practices;

namespace BalanceNotifications.Cadence;

/// <summary>A practice's contact hours on the clocks of one zone.</summary>
internal sealed class ZoneHours(ContactHoursSettings settings, TimeZoneInfo zone)
{
    /// <summary>Nobody is contacted before it, whatever a practice says (47 CFR 64.1200(c)(1)).</summary>
    public static readonly TimeOnly Earliest = new(8, 0);

    /// <summary>Nobody is contacted from it on, whatever a practice says (47 CFR 64.1200(c)(1)).</summary>
    public static readonly TimeOnly Latest = new(21, 0);

    private readonly TimeOnly _opens = settings.Opens > Earliest ? settings.Opens : Earliest;
    private readonly TimeOnly _closes = settings.Closes < Latest ? settings.Closes : Latest;
    private readonly HashSet<DayOfWeek> _days = [.. settings.Days];
    private readonly HashSet<DateOnly> _holidays = [.. settings.Holidays];

    public DateOnly DateOf(DateTimeOffset instant) => LocalTime.DateOf(instant, zone);

    /// <summary>The window of one local date; null on a closed day.</summary>
    public ContactWindow? On(DateOnly date)
    {
        if (_opens >= _closes || !_days.Contains(date.DayOfWeek) || _holidays.Contains(date))
        {
            return null;
        }

        var window = new ContactWindow(
            LocalTime.Resolve(date, _opens, zone), LocalTime.Resolve(date, _closes, zone));
        return window.Opens < window.Closes ? window : null;
    }
}
