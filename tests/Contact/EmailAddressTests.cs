namespace BalanceNotifications.Contact;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("ann@home.example")]
    [InlineData("Ann.Lee+bills@mail.home.example")]
    [InlineData("o'neil@x-y.example")]
    public void A_plain_address_is_valid(string address) => Assert.True(EmailAddress.IsValid(address));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("ann@home")]
    [InlineData("ann@@home.example")]
    [InlineData(".ann@home.example")]
    [InlineData("ann.@home.example")]
    [InlineData("an..n@home.example")]
    [InlineData("ann@-home.example")]
    [InlineData("ann@home..example")]
    [InlineData("ann@192.0.2.1")]
    [InlineData("Ann Lee <ann@home.example>")]
    [InlineData("ann@home.example, bob@home.example")]
    [InlineData("ann@home.example\n")]
    [InlineData("ann@home.example\r\nBcc: all@evil.example")]
    [InlineData("\"ann\"@home.example")]
    [InlineData(" ann@home.example")]
    public void Anything_else_is_not(string? address) => Assert.False(EmailAddress.IsValid(address));

    [Theory]
    [InlineData(64, 50, true)]
    [InlineData(65, 50, false)]
    [InlineData(64, 189, true)] // 254 in all
    [InlineData(64, 190, false)]
    public void Lengths_are_bounded(int local, int domain, bool expected)
    {
        var labels = string.Concat(Enumerable.Repeat("abcdefghi.", domain / 10 - 1));
        var address = new string('a', local) + "@" + labels + new string('z', domain - labels.Length);

        Assert.Equal(expected, EmailAddress.IsValid(address));
    }
}
