using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Links;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace BalanceNotifications.Delivery;

/// <summary>Asking Twilio what became of a text, over HTTP.</summary>
public sealed class TwilioListTests : IAsyncLifetime
{
    private const string Token = "AQAAAAAAAAAAAAAAAAAAAAQ";

    private static readonly DateTimeOffset StartedAt = new(2026, 11, 23, 16, 31, 0, TimeSpan.Zero);

    private TwilioStandIn _twilio = null!;

    public async ValueTask InitializeAsync()
    {
        _twilio = await TwilioStandIn.StartAsync();
        _twilio.Now = () => StartedAt;
    }

    public ValueTask DisposeAsync() => _twilio.DisposeAsync();

    [Fact]
    public async Task The_list_is_asked_for_by_both_numbers_and_never_by_a_date()
    {
        Assert.IsType<Finding.Absent>(await FindAsync());

        var target = new Uri(_twilio.Address, Assert.Single(_twilio.Lists));
        Assert.Equal($"/2010-04-01/Accounts/{TwilioSetup.AccountSid}/Messages.json", target.AbsolutePath);
        Assert.Equal(
            [("From", "+13125550111"), ("PageSize", "50"), ("To", "+13125550123")],
            QueryHelpers.ParseQuery(target.Query).Select(field => (field.Key, field.Value.ToString())).Order());
        Assert.Empty(_twilio.Requests);
    }

    [Fact]
    public async Task Where_a_service_picks_the_number_all_numbers_are_looked_through()
    {
        var text = _twilio.Keep("+13125550123", "+13125550199", $"https://pay.example/q/{Token}");

        var finding = await FindAsync("default MG00000000000000000000000000000001");

        Assert.Equal(new Finding.Found(text.Sid, ReportedFate.Taken, null, 1), finding);
        Assert.DoesNotContain("From", Assert.Single(_twilio.Lists), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_list_is_read_back_to_the_intent()
    {
        _twilio.PageSize = 2;
        _twilio.Now = () => StartedAt.AddDays(-1);
        Keep(4);
        _twilio.Now = () => StartedAt;
        var text = _twilio.Keep("+13125550123", "+13125550111", $"https://pay.example/q/{Token}");
        Keep(3);

        Assert.Equal(text.Sid, Assert.IsType<Finding.Found>(await FindAsync()).ProviderId);
        Assert.Equal(3, _twilio.Lists.Count);
    }

    [Fact]
    public async Task A_list_without_an_end_tells_nothing()
    {
        _twilio.PageSize = 1;
        Keep(9);

        Assert.IsType<Finding.Unavailable>(await FindAsync());
        Assert.Equal(5, _twilio.Lists.Count);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(200)]
    public async Task An_answer_without_a_list_tells_nothing(int status)
    {
        _twilio.OnList = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("<html>no</html>");
        };

        Assert.IsType<Finding.Unavailable>(await FindAsync());
    }

    [Fact]
    public async Task A_Twilio_that_cannot_be_reached_tells_nothing()
    {
        var channel = TwilioSetup.Channel(new Uri($"http://127.0.0.1:{EmailHandOverTests.ClosedPort()}"));

        Assert.IsType<Finding.Unavailable>(await channel.FindAsync(Lost("default +13125550111"), default));
    }

    [Fact]
    public async Task An_account_that_is_not_configured_any_more_tells_nothing() =>
        Assert.IsType<Finding.Unavailable>(await FindAsync("former +13125550111"));

    [Fact]
    public async Task Our_credentials_go_to_no_other_host()
    {
        _twilio.OnList = context => context.Response.WriteAsJsonAsync(
            new { messages = Array.Empty<object>(), next_page_uri = "//evil.example/2010-04-01" });

        Assert.IsType<Finding.Absent>(await FindAsync());
        Assert.Single(_twilio.Lists);
    }

    private void Keep(int count)
    {
        for (var index = 0; index < count; index++)
        {
            _twilio.Keep("+13125550123", "+13125550111", "another");
        }
    }

    private async Task<Finding> FindAsync(string sender = "default +13125550111")
    {
        var channel = TwilioSetup.Channel(_twilio.Address);
        return await channel.FindAsync(Lost(sender), TestContext.Current.CancellationToken);
    }

    private static LostAttempt Lost(string sender) =>
        new("+13125550123", sender, StartedAt, LinkToken.HashOf(Token), null);
}
