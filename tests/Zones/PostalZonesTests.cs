using System.Globalization;

namespace BalanceNotifications.Zones;

/// <summary>49 CFR part 71, by places whose zone is certain.</summary>
[Trait("Rule", "49 CFR 71")]
public sealed class PostalZonesTests
{
    [Theory]
    [InlineData("10001", "America/New_York")] // New York
    [InlineData("60601", "America/Chicago")] // Chicago
    [InlineData("60601-1234", "America/Chicago")]
    [InlineData("80202", "America/Denver")] // Denver
    [InlineData("90001", "America/Los_Angeles")] // Los Angeles
    [InlineData("99501", "America/Anchorage")] // Anchorage
    [InlineData("96813", "Pacific/Honolulu")] // Honolulu
    [InlineData("00901", "America/Puerto_Rico")] // San Juan
    [InlineData("96910", "Pacific/Guam")] // Hagåtña
    [InlineData("96799", "Pacific/Pago_Pago")] // Pago Pago
    [InlineData("85001", "America/Phoenix")] // Phoenix
    [InlineData("86515", "America/Denver")] // Window Rock, Navajo Nation
    [InlineData("86045", "America/Denver")] // Tuba City, Navajo Nation
    [InlineData("86039", "America/Phoenix")] // Kykotsmovi, Hopi
    [InlineData("32301", "America/New_York")] // Tallahassee
    [InlineData("32501", "America/Chicago")] // Pensacola
    [InlineData("32456", "America/New_York")] // Port St Joe
    [InlineData("37402", "America/New_York")] // Chattanooga
    [InlineData("37388", "America/Chicago")] // Tullahoma
    [InlineData("37201", "America/Chicago")] // Nashville
    [InlineData("40202", "America/New_York")] // Louisville
    [InlineData("42001", "America/Chicago")] // Paducah
    [InlineData("46204", "America/New_York")] // Indianapolis
    [InlineData("46402", "America/Chicago")] // Gary
    [InlineData("47708", "America/Chicago")] // Evansville
    [InlineData("47586", "America/Chicago")] // Tell City
    [InlineData("48226", "America/New_York")] // Detroit
    [InlineData("49801", "America/Chicago")] // Iron Mountain
    [InlineData("57501", "America/Chicago")] // Pierre
    [InlineData("57701", "America/Denver")] // Rapid City
    [InlineData("58601", "America/Denver")] // Dickinson
    [InlineData("67735", "America/Denver")] // Goodland
    [InlineData("69101", "America/Chicago")] // North Platte
    [InlineData("69153", "America/Denver")] // Ogallala
    [InlineData("79901", "America/Denver")] // El Paso
    [InlineData("79830", "America/Chicago")] // Alpine
    [InlineData("83702", "America/Denver")] // Boise
    [InlineData("83814", "America/Los_Angeles")] // Coeur d'Alene
    [InlineData("97914", "America/Denver")] // Ontario, Oregon
    [InlineData("97201", "America/Los_Angeles")] // Portland
    [InlineData("89883", "America/Denver")] // West Wendover
    [InlineData("99546", "America/Adak")] // Adak
    public void A_postal_code_tells_its_zone(string code, string zone) =>
        Assert.Equal(zone, PostalZones.Find(code)?.Id);

    [Theory]
    [InlineData(null)]
    [InlineData("606")]
    [InlineData("09012")] // military, Europe
    [InlineData("96201")] // military, Pacific
    [InlineData("00000")]
    public void A_code_of_nowhere_tells_none(string? code) => Assert.Null(PostalZones.Find(code));

    [Fact]
    public void Every_code_finds_an_existing_zone_or_none() =>
        Assert.All(
            Enumerable.Range(0, 100_000).Select(code => code.ToString("D5", CultureInfo.InvariantCulture)),
            code => PostalZones.Find(code));
}
