using System.Text.Json;

namespace BalanceNotifications.Json;

public sealed class StrictJsonTests
{
    private static readonly JsonSerializerOptions Options =
        StrictJson.Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    [Theory]
    [InlineData("2026-11-23T09:00:00-06:00", "2026-11-23T15:00:00Z")]
    [InlineData("2026-11-23T15:00:00Z", "2026-11-23T15:00:00Z")]
    [InlineData("2026-11-23T15:00:00.25Z", "2026-11-23T15:00:00.25Z")]
    public void An_instant_is_answered_in_utc(string read, string written) =>
        Assert.Equal($"\"{written}\"", Serialise(JsonSerializer.Deserialize<DateTimeOffset>($"\"{read}\"", Options)));

    [Theory]
    [InlineData("2026-11-23T15:00:00")]
    [InlineData("2026-11-23")]
    [InlineData("yesterday")]
    public void An_instant_without_its_offset_is_refused(string read) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DateTimeOffset>($"\"{read}\"", Options));

    [Fact]
    public void Days_and_times_have_one_form()
    {
        Assert.Equal("\"sun\"", Serialise(DayOfWeek.Sunday));
        Assert.Equal("\"09:05\"", Serialise(new TimeOnly(9, 5)));
        Assert.Equal(DayOfWeek.Saturday, JsonSerializer.Deserialize<DayOfWeek>("\"sat\"", Options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<TimeOnly>("\"09:05:00\"", Options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DayOfWeek>("6", Options));
    }

    [Fact]
    public void Money_has_at_most_two_decimals() => Assert.Equal("120.5", Serialise(Money.From(120.50m)));

    private static string Serialise<T>(T value) => JsonSerializer.Serialize(value, Options);
}
