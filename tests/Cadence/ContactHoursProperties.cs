using BalanceNotifications.Practices;
using CsCheck;

namespace BalanceNotifications.Cadence;

public sealed class ContactHoursProperties
{
    private static readonly string[] ZoneIds =
        ["America/New_York", "America/Chicago", "America/Phoenix", "America/Los_Angeles", "Pacific/Honolulu",
            "Pacific/Guam"];

    private static readonly Gen<ContactHours> AnyHours =
        from opens in Gen.Int[7 * 60, 20 * 60]
        from closes in Gen.Int[opens + 1, 24 * 60 - 1]
        from days in Gen.Enum<DayOfWeek>().HashSet[1, 7]
        from holidays in Gen.Int[0, 400].Select(new DateOnly(2026, 1, 1).AddDays).HashSet[0, 5]
        from zones in Gen.Shuffle(ZoneIds, 1, 3)
        select new ContactHours(
            new(TimeOnly.MinValue.AddMinutes(opens), TimeOnly.MinValue.AddMinutes(closes), [.. days], [.. holidays]),
            [.. zones.Select(TimeZoneInfo.FindSystemTimeZoneById)]);

    private static readonly Gen<DateTimeOffset> AnyInstant = Gen.Int[0, 366 * 24 * 60]
        .Select(minute => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute));

    [Fact]
    public void The_first_allowed_instant_is_inside_never_earlier_and_nothing_inside_lies_between() =>
        Gen.Select(AnyHours, AnyInstant).Sample((hours, from) =>
        {
            var until = hours.FirstAllowed(from) ?? from.AddDays(30);
            return until >= from
                && (hours.FirstAllowed(from) is null || hours.Includes(until))
                && Steps(from, until).All(instant => !hours.Includes(instant));
        }, iter: 300);

    [Fact]
    public void A_window_closes_at_an_instant_outside_it_and_all_before_is_inside() =>
        Gen.Select(AnyHours, AnyInstant).Sample((hours, from) =>
        {
            if (hours.FirstAllowed(from) is not { } inside)
            {
                return true;
            }

            var closes = hours.ClosesAfter(inside);
            return closes > inside && Steps(inside, closes).All(hours.Includes);
        }, iter: 300);

    [Fact]
    public void Open_time_is_the_sum_of_its_parts_and_zero_while_waiting() =>
        Gen.Select(AnyHours, AnyInstant, Gen.Int[0, 40_000], Gen.Int[0, 40_000]).Sample((hours, from, first, second) =>
        {
            var (middle, to) = (from.AddMinutes(first), from.AddMinutes(first + second));
            var allowed = hours.FirstAllowed(from) ?? from;
            var waiting = hours.OpenTimeBetween(from, allowed);
            return waiting == TimeSpan.Zero
                && hours.OpenTimeBetween(from, middle) + hours.OpenTimeBetween(middle, to)
                    == hours.OpenTimeBetween(from, to);
        }, iter: 1_000);

    private static IEnumerable<DateTimeOffset> Steps(DateTimeOffset from, DateTimeOffset until)
    {
        for (var instant = from; instant < until; instant = instant.AddMinutes(17))
        {
            yield return instant;
        }
    }
}
