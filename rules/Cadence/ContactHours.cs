using BalanceNotifications.Practices;

namespace BalanceNotifications.Cadence;

/// <summary>
/// When one guarantor may be contacted: inside the practice's hours on the clocks of every zone she may be in. Where
/// the zones have no common opening within 7 days, the first alone counts.
/// </summary>
/// <param name="zones">At least one; the first is the one most trusted.</param>
public sealed class ContactHours(ContactHoursSettings settings, IReadOnlyList<TimeZoneInfo> zones)
{
    private const int CommonOpeningDays = 7;
    private const int SearchDays = 30;
    private const int SumDays = 366;

    private readonly ZoneHours _primary = new(settings, zones[0]);
    private readonly ZoneHours[] _others = [.. zones.Skip(1).Select(zone => new ZoneHours(settings, zone))];

    /// <summary>All that no rule forbids, on the same clocks.</summary>
    public ContactHours Widest => new(ContactHoursSettings.Widest, zones);

    public bool Includes(DateTimeOffset instant) => WindowAt(instant) is not null;

    /// <summary>The first allowed instant, itself if allowed; null when there is none within 30 days.</summary>
    public DateTimeOffset? FirstAllowed(DateTimeOffset from)
    {
        var limit = from.AddDays(SearchDays);
        foreach (var window in WindowsFrom(from, SearchDays))
        {
            if (window.Closes > from)
            {
                var first = window.Opens > from ? window.Opens : from.ToUniversalTime();
                return first <= limit ? first : null;
            }
        }

        return null;
    }

    /// <summary>
    /// The last instant at which a window opens on or before <paramref name="anchor"/>, a date in
    /// <paramref name="zone"/>; null when there is none in the 30 days up to it.
    /// </summary>
    public DateTimeOffset? LastOpeningBefore(DateOnly anchor, TimeZoneInfo zone)
    {
        // The two zones' calendars are at most a day apart.
        for (var date = anchor.AddDays(1); date >= anchor.AddDays(-SearchDays); date = date.AddDays(-1))
        {
            var openings = WindowsOn(date).Select(window => window.Opens);
            if (openings.Where(opens => LocalTime.DateOf(opens, zone) <= anchor).ToArray() is [.., var last])
            {
                return last;
            }
        }

        return null;
    }

    /// <summary>The end of the window that <paramref name="inside"/> is in.</summary>
    /// <exception cref="ArgumentException">The instant is outside contact hours.</exception>
    public DateTimeOffset ClosesAfter(DateTimeOffset inside) => WindowAt(inside)?.Closes
        ?? throw new ArgumentException("The instant is outside contact hours.", nameof(inside));

    /// <summary>
    /// The time inside windows between the two, zero when <paramref name="to"/> is not later. Counts the first 366
    /// days only, so that the work is bounded.
    /// </summary>
    /// <param name="enough">Counting stops once it is more than that; null to count all.</param>
    public TimeSpan OpenTimeBetween(DateTimeOffset from, DateTimeOffset to, TimeSpan? enough = null)
    {
        var end = to < from.AddDays(SumDays) ? to : from.AddDays(SumDays);
        if (end <= from)
        {
            return TimeSpan.Zero;
        }

        var span = new ContactWindow(from, end);
        var open = TimeSpan.Zero;
        foreach (var window in WindowsFrom(from, SumDays).TakeWhile(window => window.Opens < end))
        {
            open += window.Overlap(span)?.Length ?? TimeSpan.Zero;
            if (open > enough)
            {
                break;
            }
        }

        return open;
    }

    private ContactWindow? WindowAt(DateTimeOffset instant)
    {
        foreach (var window in WindowsOn(_primary.DateOf(instant)))
        {
            if (window.Includes(instant))
            {
                return window;
            }
        }

        return null;
    }

    private IEnumerable<ContactWindow> WindowsFrom(DateTimeOffset from, int days)
    {
        var first = _primary.DateOf(from);
        return Enumerable.Range(0, days + 1).SelectMany(day => WindowsOn(first.AddDays(day)));
    }

    /// <summary>The windows, in order, that lie within the first zone's window of one date.</summary>
    private List<ContactWindow> WindowsOn(DateOnly date)
    {
        if (_primary.On(date) is not { } window)
        {
            return [];
        }

        var common = CommonWithin(window);
        return common.Count > 0 || HasCommonOpeningAfter(date) ? common : [window];
    }

    private bool HasCommonOpeningAfter(DateOnly date) =>
        Enumerable.Range(1, CommonOpeningDays - 1).Any(day =>
            _primary.On(date.AddDays(day)) is { } window && CommonWithin(window).Count > 0);

    private List<ContactWindow> CommonWithin(ContactWindow window)
    {
        List<ContactWindow> common = [window];
        foreach (var other in _others)
        {
            var date = other.DateOf(window.Opens);
            ContactWindow?[] theirs = [other.On(date.AddDays(-1)), other.On(date), other.On(date.AddDays(1))];
            common = [.. common.SelectMany(_ => theirs, (mine, their) => their is { } w ? mine.Overlap(w) : null)
                .OfType<ContactWindow>()];
        }

        return common;
    }
}
