namespace BalanceNotifications.Events;

public sealed class RetryRulesTests
{
    private static readonly DateTimeOffset Since = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(5, 80)]
    [InlineData(10, 2560)]
    [InlineData(11, 3600)]
    [InlineData(1000, 3600)]
    public void The_wait_doubles_up_to_an_hour(int failures, int seconds)
    {
        Assert.Equal(Since.AddSeconds(seconds), RetryRules.NextAt(failures, Since, Since, spread: 0));
        Assert.Equal(Since.AddSeconds(seconds * 1.2), RetryRules.NextAt(failures, Since, Since, spread: 1));
    }

    [Fact]
    public void It_is_tried_once_more_as_the_day_ends_and_then_given_up()
    {
        Assert.Equal(Since.AddHours(24), RetryRules.NextAt(30, Since, Since.AddHours(23.5), spread: 0));
        Assert.Null(RetryRules.NextAt(31, Since, Since.AddHours(24), spread: 0));
    }

    [Fact]
    public void A_day_of_failures_is_some_thirty_attempts()
    {
        var (attempts, now) = (1, Since);
        while (RetryRules.NextAt(attempts, Since, now, spread: 0.5) is { } next)
        {
            Assert.True(next > now);
            (attempts, now) = (attempts + 1, next);
        }

        Assert.InRange(attempts, 25, 40);
        Assert.Equal(Since.AddHours(24), now);
    }
}
