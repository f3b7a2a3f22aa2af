using PacedEngine.Reminders;

namespace BalanceNotifications.Engine;

public sealed class DueTimesTests
{
    private static readonly DateTimeOffset Nine = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(30, 1)]
    [InlineData(60, 2)]
    [InlineData(600, 11)]
    public void After_a_success_it_comes_at_the_first_of_its_times_ahead(int secondsLate, int minutes) => Assert.Equal(
        Nine.AddMinutes(minutes), DueTimes.Next(Nine, TimeSpan.FromMinutes(1), Nine.AddSeconds(secondsLate)));

    [Fact]
    public void One_that_is_not_due_yet_stays_where_it_is() =>
        Assert.Equal(Nine, DueTimes.Next(Nine, TimeSpan.FromMinutes(1), Nine.AddHours(-1)));

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(5, 80)]
    [InlineData(9, 900)]
    [InlineData(1000, 900)]
    public void After_failures_it_waits_twice_as_long_each_time_up_to_the_longest(int attempts, int seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds),
        DueTimes.BackOff(attempts, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(15), spread: 0));

    [Fact]
    public void Those_that_failed_together_do_not_come_again_together() => Assert.Equal(
        TimeSpan.FromSeconds(5.5),
        DueTimes.BackOff(1, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(15), spread: 1));
}
