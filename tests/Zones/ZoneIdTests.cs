namespace BalanceNotifications.Zones;

public sealed class ZoneIdTests
{
    [Theory]
    [InlineData("America/Chicago", true)]
    [InlineData("America/Indiana/Knox", true)]
    [InlineData("US/Central", true)]
    [InlineData("Etc/GMT+6", true)]
    [InlineData("UTC", true)]
    [InlineData("Mars/Olympus", false)]
    [InlineData("america/chicago", false)]
    [InlineData("Central Standard Time", false)]
    [InlineData("posix/America/Chicago", false)]
    [InlineData("America/../America/Chicago", false)]
    [InlineData("localtime", false)]
    [InlineData("America/Chicago\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_IANA_names_are_zones(string? id, bool expected) => Assert.Equal(expected, ZoneId.IsValid(id));
}
