using System.Globalization;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Cadence;

/// <summary>47 CFR 64.1200(c)(1) and 12 CFR 1006.6(b)(1)(i): 08:00 to 21:00 at the consumer's location.</summary>
[Trait("Rule", "47 CFR 64.1200(c)(1)")]
[Trait("Rule", "12 CFR 1006.6(b)(1)")]
public sealed class ContactHoursTests
{
    private static readonly ContactHoursSettings Usual = new(
        new(8, 0), new(20, 0),
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday,
            DayOfWeek.Saturday],
        [new(2026, 12, 25)]);

    [Theory]
    [InlineData("2026-11-23T13:59:59Z", false)]
    [InlineData("2026-11-23T14:00Z", true)] // 08:00 opens, inclusive
    [InlineData("2026-11-24T01:59:59Z", true)]
    [InlineData("2026-11-24T02:00Z", false)] // 20:00 closes, exclusive
    [InlineData("2026-11-22T18:00Z", false)] // Sunday
    [InlineData("2026-12-25T18:00Z", false)] // holiday
    public void Contact_is_allowed_between_opening_and_closing(string instant, bool expected) =>
        Assert.Equal(expected, Hours(Usual, "America/Chicago").Includes(At(instant)));

    [Theory]
    [InlineData("2026-11-23T12:59Z", false)] // 07:59 in New York
    [InlineData("2026-11-23T13:00Z", true)]
    [InlineData("2026-11-24T01:59Z", true)]
    [InlineData("2026-11-24T02:00Z", false)] // 21:00 in New York
    public void No_setting_reaches_beyond_the_outer_bound(string instant, bool expected)
    {
        var always = Usual with { Opens = TimeOnly.MinValue, Closes = TimeOnly.MaxValue };

        Assert.Equal(expected, Hours(always, "America/New_York").Includes(At(instant)));
    }

    [Theory]
    [InlineData("2026-11-23T15:00Z", "2026-11-23T15:00Z")] // inside
    [InlineData("2026-11-23T03:30Z", "2026-11-23T14:00Z")] // Sunday evening
    [InlineData("2026-11-24T02:00Z", "2026-11-24T14:00Z")] // at closing
    [InlineData("2026-12-25T02:00Z", "2026-12-26T14:00Z")] // over the holiday
    [InlineData("2026-03-08T02:00Z", "2026-03-09T13:00Z")] // clocks went forward meanwhile
    [InlineData("2026-11-01T01:00Z", "2026-11-02T14:00Z")] // clocks went back meanwhile
    public void What_comes_outside_waits_for_the_next_opening(string from, string expected) =>
        Assert.Equal(At(expected), Hours(Usual, "America/Chicago").FirstAllowed(At(from)));

    [Fact]
    public void There_is_no_opening_when_every_day_for_30_days_is_a_holiday()
    {
        var closed = Usual with { Holidays = [.. Enumerable.Range(0, 40).Select(new DateOnly(2026, 12, 1).AddDays)] };

        Assert.Null(Hours(closed, "America/Chicago").FirstAllowed(At("2026-12-02T00:00Z")));
        Assert.NotNull(Hours(closed, "America/Chicago").FirstAllowed(At("2026-12-20T00:00Z")));
    }

    [Theory]
    [InlineData("2026-11-23T13:30Z", false)] // 08:30 in New York, 05:30 in Los Angeles
    [InlineData("2026-11-23T16:00Z", true)]
    [InlineData("2026-11-24T00:59Z", true)]
    [InlineData("2026-11-24T01:00Z", false)] // 20:00 in New York, 17:00 in Los Angeles
    public void All_zones_must_be_inside(string instant, bool expected) =>
        Assert.Equal(expected, Hours(Usual, "America/New_York", "America/Los_Angeles").Includes(At(instant)));

    [Fact]
    public void Without_a_common_opening_within_7_days_the_first_zone_alone_counts()
    {
        var brief = Usual with { Opens = new(9, 0), Closes = new(11, 0) };

        var hours = Hours(brief, "America/New_York", "America/Los_Angeles");

        Assert.Equal(At("2026-11-23T14:00Z"), hours.FirstAllowed(At("2026-11-23T00:00Z")));
        Assert.False(hours.Includes(At("2026-11-23T17:30Z"))); // 09:30 in Los Angeles
    }

    [Fact]
    public void A_holiday_in_one_zone_closes_the_overlap_and_not_the_rule()
    {
        // The holiday's last hours in Honolulu are the next morning in New York.
        var late = Usual with { Opens = new(8, 0), Closes = new(20, 0) };
        var hours = Hours(late, "America/New_York", "Pacific/Honolulu");

        Assert.Equal(At("2026-12-26T18:00Z"), hours.FirstAllowed(At("2026-12-25T13:00Z")));
    }

    [Theory]
    [InlineData("2026-12-14", "2026-12-14T14:00Z")]
    [InlineData("2026-12-13", "2026-12-12T14:00Z")] // Sunday
    [InlineData("2026-12-25", "2026-12-24T14:00Z")] // holiday
    [InlineData("2026-03-08", "2026-03-07T14:00Z")]
    [InlineData("2026-03-09", "2026-03-09T13:00Z")]
    public void The_last_opening_lies_on_or_before_the_anchor(string anchor, string expected)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");
        var date = DateOnly.Parse(anchor, CultureInfo.InvariantCulture);

        Assert.Equal(At(expected), Hours(Usual, zone.Id).LastOpeningBefore(date, zone));
    }

    [Fact]
    public void A_window_ends_where_the_first_zone_closes()
    {
        var hours = Hours(Usual, "America/New_York", "America/Los_Angeles");

        Assert.Equal(At("2026-11-24T01:00Z"), hours.ClosesAfter(At("2026-11-23T16:00Z")));
        Assert.Throws<ArgumentException>(() => hours.ClosesAfter(At("2026-11-24T01:00Z")));
    }

    [Theory]
    [InlineData("2026-11-23T15:00Z", "2026-11-23T16:30Z", 1.5)]
    [InlineData("2026-11-23T15:00Z", "2026-11-23T15:00Z", 0)]
    [InlineData("2026-11-23T16:00Z", "2026-11-23T15:00Z", 0)]
    [InlineData("2026-11-24T01:00Z", "2026-11-24T15:00Z", 2)] // one before closing, one after opening
    [InlineData("2026-11-22T00:00Z", "2026-11-23T14:00Z", 2)] // Saturday's last two hours, Sunday closed
    [InlineData("2026-03-07T06:00Z", "2026-03-10T05:00Z", 24)] // three days, one a Sunday, one hour short
    [InlineData("2026-11-23T00:00Z", "2030-11-23T00:00Z", 3754)] // 366 days, 313 open, the last cut short
    public void Open_time_counts_only_inside(string from, string to, double expectedHours) =>
        Assert.Equal(
            TimeSpan.FromHours(expectedHours), Hours(Usual, "America/Chicago").OpenTimeBetween(At(from), At(to)));

    [Fact]
    public void Open_time_is_counted_no_further_than_somebody_wants_to_know()
    {
        var counted = Hours(Usual, "America/Chicago")
            .OpenTimeBetween(At("2026-11-23T00:00Z"), At("2030-11-23T00:00Z"), TimeSpan.FromHours(30));

        Assert.Equal(TimeSpan.FromHours(36), counted);
    }

    private static ContactHours Hours(ContactHoursSettings settings, params string[] zones) =>
        new(settings, [.. zones.Select(TimeZoneInfo.FindSystemTimeZoneById)]);

    private static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);
}
