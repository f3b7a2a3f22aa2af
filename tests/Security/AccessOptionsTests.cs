namespace BalanceNotifications.Security;

public sealed class AccessOptionsTests
{
    private static readonly string Hash = new('a', 64);

    [Fact]
    public void A_key_that_is_complete_is_accepted() =>
        Assert.True(Validate(Key(Hash, "north", ["*"], [Roles.Admin])).Succeeded);

    [Theory]
    [InlineData("not-a-hash", "north", "*", "admin", "Sha256")]
    [InlineData(null, "", "*", "admin", "Organisation")]
    [InlineData(null, "north", null, "admin", "Practices")]
    [InlineData(null, "north", "*", "owner", "Roles")]
    [InlineData(null, "north", "*", null, "Roles")]
    public void A_key_that_is_wrong_keeps_the_api_from_starting(
        string? hash, string organisation, string? practice, string? role, string setting)
    {
        var result = Validate(Key(hash ?? Hash, organisation, OneOrNone(practice), OneOrNone(role)));

        Assert.Contains($"Access:Keys:demo:{setting}", Assert.Single(result.Failures!));
    }

    [Fact]
    public void One_key_cannot_have_two_names()
    {
        var options = new AccessOptions
        {
            Keys = { ["a"] = Key(Hash, "north", ["*"], [Roles.Admin]), ["b"] = Key(Hash, "south", ["*"], [Roles.Admin]) },
        };

        Assert.True(new AccessOptionsValidator().Validate(null, options).Failed);
    }

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(AccessKey key) =>
        new AccessOptionsValidator().Validate(null, new AccessOptions { Keys = { ["demo"] = key } });

    private static AccessKey Key(string hash, string organisation, string[] practices, string[] roles) =>
        new() { Sha256 = hash, Organisation = organisation, Practices = practices, Roles = roles };

    private static string[] OneOrNone(string? value) => value is null ? [] : [value];
}
