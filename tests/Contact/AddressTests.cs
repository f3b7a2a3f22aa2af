using System.Text;

namespace BalanceNotifications.Contact;

public sealed class AddressTests
{
    private static readonly byte[] Salt = Encoding.ASCII.GetBytes("a salt of the practice");

    [Theory]
    [InlineData(Channel.Email, "ann@home.example", "a••@home.example")]
    [InlineData(Channel.Email, "a@home.example", "a••@home.example")]
    [InlineData(Channel.Email, "nothing", "•••")]
    [InlineData(Channel.Text, "+13125550123", "•••-•••-0123")]
    [InlineData(Channel.Voice, "+13125550123", "•••-•••-0123")]
    [InlineData(Channel.Voice, "0123", "•••")]
    public void A_masked_address_can_be_recognised_and_not_used(Channel channel, string address, string expected) =>
        Assert.Equal(expected, Mask.Of(channel, address));

    [Theory]
    [InlineData(Channel.Email, "Ann@Home.Example", Channel.Email, "ann@home.example", true)]
    [InlineData(Channel.Text, "(312) 555-0123", Channel.Voice, "+13125550123", true)]
    [InlineData(Channel.Email, "ann@home.example", Channel.Email, "bob@home.example", false)]
    public void Two_spellings_of_one_address_have_one_hash(
        Channel channel, string address, Channel otherChannel, string otherAddress, bool same) =>
        Assert.Equal(
            same,
            AddressHash.Of(Salt, channel, address).SequenceEqual(AddressHash.Of(Salt, otherChannel, otherAddress)));

    [Fact]
    public void Another_practice_has_another_hash() =>
        Assert.NotEqual(
            AddressHash.Of(Salt, Channel.Email, "ann@home.example"),
            AddressHash.Of([1, 2, 3], Channel.Email, "ann@home.example"));

    [Theory]
    [InlineData("60601", true)]
    [InlineData("60601-1234", true)]
    [InlineData("6060", false)]
    [InlineData("606011234", false)]
    [InlineData("60601-", false)]
    [InlineData("60601\n", false)]
    [InlineData("K1A 0B1", false)]
    [InlineData(null, false)]
    public void A_postal_code_is_five_digits_or_nine(string? code, bool expected) =>
        Assert.Equal(expected, PostalCode.IsValid(code));

    [Theory]
    [InlineData("IL", true)]
    [InlineData("DC", true)]
    [InlineData("PR", true)]
    [InlineData("AP", true)]
    [InlineData("il", false)]
    [InlineData("XX", false)]
    [InlineData(null, false)]
    public void A_state_is_a_code_of_the_postal_service(string? code, bool expected) =>
        Assert.Equal(expected, UsState.IsValid(code));
}
