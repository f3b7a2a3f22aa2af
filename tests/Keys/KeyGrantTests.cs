namespace BalanceNotifications.Keys;

public sealed class KeyGrantTests
{
    [Theory]
    [InlineData("*", "*", true)]
    [InlineData("north-clinic", "*", true)]
    [InlineData("north-clinic", "north-clinic", true)]
    [InlineData("north-clinic", "south-clinic", false)]
    [InlineData("north-clinic south-clinic", "north-clinic", false)]
    [InlineData("north-clinic", "north-clinic south-clinic", true)]
    [InlineData("*", "north-clinic", false)]
    public void A_grant_lies_within_the_practices_of_who_gives_it(string practices, string giver, bool within) =>
        Assert.Equal(within, new KeyGrant(practices.Split(' '), ["viewer"]).LiesWithin(giver.Split(' ')));

    [Theory]
    [InlineData("*", "admin", "")]
    [InlineData("north-clinic south-clinic", "biller viewer", "")]
    [InlineData("", "admin", "practices[0]")]
    [InlineData("* north-clinic", "admin", "practices")]
    [InlineData("North", "owner", "practices[0] roles[0]")]
    [InlineData("north-clinic -x", "admin owner", "practices[1] roles[1]")]
    public void Every_part_that_is_wrong_is_named(string practices, string roles, string fields) => Assert.Equal(
        fields, string.Join(' ', KeyGrant.Validate(new(practices.Split(' '), roles.Split(' '))).Select(error => error.Field)));

    [Theory]
    [InlineData("nightly upload", true)]
    [InlineData("pms.2", true)]
    [InlineData("system", false)]
    [InlineData("Bootstrap", false)]
    [InlineData("login:ann", false)]
    [InlineData(" x", false)]
    [InlineData("", false)]
    public void A_name_cannot_be_taken_for_another_kind_of_actor(string name, bool taken) =>
        Assert.Equal(taken, KeyName.IsWellFormed(name));
}
