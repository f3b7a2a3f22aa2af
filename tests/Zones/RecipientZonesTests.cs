using BalanceNotifications.Accounts;

namespace BalanceNotifications.Zones;

/// <summary>Design 4.4: 47 CFR 64.1200(c)(1) means the called party's own clock.</summary>
public sealed class RecipientZonesTests
{
    private const string Practice = "America/Chicago";
    private const string Chicago = "+13125550123";
    private const string TollFree = "+18005550123";
    private const string Idaho = "+12085550123";

    [Theory]
    [InlineData("America/New_York", "90001", Chicago, "America/New_York")]
    [InlineData("Mars/Olympus", "90001", null, "America/Los_Angeles")]
    [InlineData(null, null, null, "America/Chicago")]
    [InlineData(null, "90001", null, "America/Los_Angeles")]
    [InlineData(null, null, "+12125550123", "America/New_York")]
    [InlineData(null, "60601", Chicago, "America/Chicago")]
    [InlineData(null, "10001", Chicago, "America/New_York America/Chicago")]
    [InlineData(null, "10001", TollFree, "America/New_York")]
    [InlineData(null, null, TollFree, "America/Chicago")]
    [InlineData(null, "96201", null, "America/Chicago")]
    [InlineData(null, "83702", Idaho, "America/Denver")] // Idaho has two zones; the postal code is in one of them
    [InlineData(null, null, Idaho, "America/Boise America/Los_Angeles")]
    [InlineData(null, "10001", Idaho, "America/New_York America/Boise America/Los_Angeles")]
    [InlineData(null, "46204", "+13175550123", "America/New_York")] // Indianapolis keeps New York's clock
    [InlineData(null, "10001", "not a number", "America/New_York")]
    public void Zones_follow_what_is_known(string? own, string? postalCode, string? phone, string expected)
    {
        var account = new AccountDetails(TimeZone: own, PostalCode: postalCode, Phone: phone);

        var zones = RecipientZones.Of(account, Practice);

        Assert.Equal(expected.Split(' '), zones.All.Select(zone => zone.Id));
        Assert.Equal(zones.All[0], zones.Primary);
    }

    [Theory]
    [InlineData(null, Chicago, "+12125550123", "America/New_York America/Chicago")]
    [InlineData("60601", Chicago, "+12125550123", "America/Chicago America/New_York")]
    [InlineData("60601", Chicago, null, "America/Chicago")]
    [InlineData("10001", Chicago, "+12125550123", "America/New_York America/Chicago")]
    public void A_confidential_number_narrows_the_hours_and_never_widens_them(
        string? postalCode, string? phone, string? confidential, string expected)
    {
        var account = new AccountDetails(
            PostalCode: postalCode, Phone: phone, Confidential: new("ann@home.example", confidential));

        Assert.Equal(expected.Split(' '), RecipientZones.Of(account, Practice).All.Select(zone => zone.Id));
    }
}
