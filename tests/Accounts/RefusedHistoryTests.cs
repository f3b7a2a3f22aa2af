namespace BalanceNotifications.Accounts;

public sealed class RefusedHistoryTests
{
    [Theory]
    [InlineData("23505", true)] // unique violation
    [InlineData("22001", true)] // too long
    [InlineData("40001", false)] // serialization failure
    [InlineData("42501", false)] // a right that was taken away, and can be given back
    [InlineData("57P01", false)] // shut down
    [InlineData("08006", false)]
    public void Data_that_the_tables_refuse_is_told_from_an_outage(string sqlState, bool forGood) =>
        Assert.Equal(forGood, AccountRecord.RefusesForGood(sqlState));
}
