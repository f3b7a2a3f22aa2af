using System.Net;
using Microsoft.AspNetCore.Http;

namespace BalanceNotifications.Links;

public sealed class VisitorTests
{
    private const string Phone =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 "
        + "Mobile/15E148 Safari/604.1";

    [Theory]
    [InlineData(Phone, false)]
    [InlineData("Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36", false)]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0", false)]
    [InlineData("Mozilla/5.0 (Macintosh) Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0", true)]
    [InlineData("WhatsApp/2", true)]
    [InlineData("curl/8.5.0", true)]
    [InlineData("", true)]
    public void Programs_that_look_at_links_are_told_from_people_by_their_name(string agent, bool program) =>
        Assert.Equal(program, Visitor.IsProgram(Request("GET", agent)));

    [Fact]
    public void Asking_for_nothing_or_ahead_is_not_reading()
    {
        var ahead = Request("GET", Phone);
        ahead.Headers["Sec-Purpose"] = "prefetch;prerender";

        Assert.True(Visitor.IsProgram(ahead));
        Assert.True(Visitor.IsProgram(Request("HEAD", Phone)));
    }

    [Theory]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void One_household_is_one_address(string left, string right, bool same) => Assert.Equal(
        same, ClientNetwork.Of(IPAddress.Parse(left)) == ClientNetwork.Of(IPAddress.Parse(right)));

    private static HttpRequest Request(string method, string agent)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        request.Headers.UserAgent = agent;
        return request;
    }
}
