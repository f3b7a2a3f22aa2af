using System.Globalization;
using CsCheck;

namespace BalanceNotifications.Cadence;

public sealed class LocalTimeTests
{
    [Theory]
    [InlineData("2026-11-23 09:00", "America/Chicago", "2026-11-23T15:00Z")]
    [InlineData("2026-07-01 09:00", "America/Chicago", "2026-07-01T14:00Z")]
    [InlineData("2026-07-01 09:00", "America/Phoenix", "2026-07-01T16:00Z")]
    [InlineData("2026-07-01 09:00", "UTC", "2026-07-01T09:00Z")]
    public void A_plain_time_is_what_the_clock_shows(string local, string zone, string expected) =>
        AssertResolves(local, zone, expected);

    [Theory]
    [InlineData("2026-03-08 02:30", "America/New_York", "2026-03-08T07:30Z")] // shows 03:30
    [InlineData("2026-03-08 02:00", "America/Chicago", "2026-03-08T08:00Z")]
    [InlineData("2026-03-29 01:30", "Europe/London", "2026-03-29T01:30Z")]
    [InlineData("2026-03-29 01:30", "Europe/Dublin", "2026-03-29T01:30Z")] // its daylight time is in winter
    [InlineData("2026-03-08 00:30", "America/Havana", "2026-03-08T05:30Z")] // skips midnight
    [InlineData("2026-10-04 02:15", "Australia/Lord_Howe", "2026-10-03T15:45Z")] // a gap of half an hour
    [InlineData("2011-12-30 09:00", "Pacific/Apia", "2011-12-30T19:00Z")] // a whole day was skipped
    public void A_time_that_spring_skips_moves_later_by_the_gap(string local, string zone, string expected) =>
        AssertResolves(local, zone, expected);

    [Theory]
    [InlineData("2026-11-01 01:30", "America/New_York", "2026-11-01T06:30Z")]
    [InlineData("2026-11-01 01:00", "America/Chicago", "2026-11-01T07:00Z")]
    [InlineData("2026-11-01 02:00", "America/Chicago", "2026-11-01T08:00Z")] // no longer repeated
    [InlineData("2026-11-01 00:59", "America/Chicago", "2026-11-01T05:59Z")] // not yet repeated
    [InlineData("2026-10-25 01:30", "Europe/London", "2026-10-25T01:30Z")]
    [InlineData("2026-10-25 01:30", "Europe/Dublin", "2026-10-25T01:30Z")]
    [InlineData("2026-11-01 00:30", "America/Havana", "2026-11-01T05:30Z")]
    [InlineData("2026-04-05 01:45", "Australia/Lord_Howe", "2026-04-04T15:15Z")]
    public void A_time_that_autumn_repeats_takes_the_later_pass(string local, string zone, string expected) =>
        AssertResolves(local, zone, expected);

    [Fact]
    public void The_answer_shows_the_time_asked_for_or_a_later_one_and_no_later_pass_shows_it()
    {
        var zones = Gen.OneOf(
            "America/New_York", "America/Phoenix", "Europe/Dublin", "Australia/Lord_Howe", "America/Havana");
        var minutes = Gen.Int[0, 366 * 24 * 60 - 1].Select(minute => new DateTime(2026, 1, 1).AddMinutes(minute));
        Gen.Select(zones, minutes).Sample((id, local) =>
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(id);

            var instant = LocalTime.Resolve(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local), zone);

            var shown = TimeZoneInfo.ConvertTime(instant, zone).DateTime;
            var later = Enumerable.Range(1, 8).Select(quarter => instant.AddMinutes(15 * quarter));
            return instant.Offset == TimeSpan.Zero
                && (shown == local || (zone.IsInvalidTime(local) && shown > local))
                && later.All(at => TimeZoneInfo.ConvertTime(at, zone).DateTime != local);
        });
    }

    private static void AssertResolves(string local, string zone, string expected)
    {
        var time = DateTime.Parse(local, CultureInfo.InvariantCulture);

        var instant = LocalTime.Resolve(
            DateOnly.FromDateTime(time), TimeOnly.FromDateTime(time), TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), instant);
    }
}
