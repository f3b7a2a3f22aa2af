using System.Net;

namespace BalanceNotifications.Events;

public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("100.63.255.255")]
    [InlineData("2606:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    public void Addresses_of_the_internet_are_public(string address) =>
        Assert.True(PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")] // metadata of clouds
    [InlineData("168.63.129.16")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.192")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")] // holds 127.0.0.1
    [InlineData("2002:7f00:1::")] // holds 127.0.0.1
    [InlineData("2001:0:7f00:1::")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")] // metadata of a cloud
    [InlineData("ff02::1")]
    public void Everything_else_is_not(string address) => Assert.False(PublicAddress.Is(IPAddress.Parse(address)));

    [Fact]
    public void A_network_that_is_allowed_holds_its_addresses_in_either_form()
    {
        IPNetwork[] allowed = [IPNetwork.Parse("10.20.0.0/16"), IPNetwork.Parse("fd00:1::/32")];

        Assert.True(PublicAddress.IsIn(IPAddress.Parse("10.20.3.4"), allowed));
        Assert.True(PublicAddress.IsIn(IPAddress.Parse("::ffff:10.20.3.4"), allowed));
        Assert.True(PublicAddress.IsIn(IPAddress.Parse("fd00:1::5"), allowed));
        Assert.False(PublicAddress.IsIn(IPAddress.Parse("10.21.0.1"), allowed));
        Assert.False(PublicAddress.IsIn(IPAddress.Parse("8.8.8.8"), allowed));
    }
}
