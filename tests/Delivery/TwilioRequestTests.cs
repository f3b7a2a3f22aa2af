using System.Text;
using BalanceNotifications.Fixtures;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BalanceNotifications.Delivery;

public sealed class TwilioRequestTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Now);
    private TwilioStandIn _twilio = null!;

    public async ValueTask InitializeAsync() => _twilio = await TwilioStandIn.StartAsync();

    public ValueTask DisposeAsync() => _twilio.DisposeAsync();

    [Fact]
    public async Task A_text_is_posted_to_the_accounts_messages_with_its_credentials()
    {
        var request = await SendAsync(Outgoing.Text());

        Assert.Equal("POST", request.Method);
        Assert.Equal("/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json", request.Target);
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TwilioSetup.AccountSid}:secret"));
        Assert.Equal($"Basic {credentials}", request.Authorization);
    }

    [Fact]
    [Trait("Rule", "V34")]
    public async Task A_text_from_a_number_carries_these_fields_and_no_others()
    {
        var request = await SendAsync(Outgoing.Text());

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["To"] = "+13125550123",
                ["From"] = "+13125550111",
                ["Body"] = "North Clinic: you owe $ 120.00 & more",
            },
            request.Form);
    }

    [Fact]
    public async Task A_messaging_service_picks_its_own_number()
    {
        var request = await SendAsync(Outgoing.Text(messagingServiceSid: "MG00000000000000000000000000000000"));

        Assert.Equal("MG00000000000000000000000000000000", request.Form["MessagingServiceSid"]);
        Assert.DoesNotContain("From", request.Form.Keys);
    }

    [Theory]
    [InlineData("https://bn.example")]
    [InlineData("https://bn.example/")]
    public async Task The_status_callback_names_the_account_and_the_notification(string callbackUrl)
    {
        var id = Guid.Parse("01939c5e-1111-8222-9333-444455556666");

        var request = await SendAsync(Outgoing.Text(id: id), new Uri(callbackUrl));

        Assert.Equal(
            "https://bn.example/callbacks/twilio/status?provider=default&n=01939c5e111182229333444455556666"
            + "#rc=5&rp=5xx,ct,rt",
            request.Form["StatusCallback"]);
    }

    [Theory]
    [InlineData(90.9, "90")]
    [InlineData(1, "1")]
    [InlineData(36_000, "36000")]
    [InlineData(80_000, "36000")]
    public async Task A_text_is_valid_until_contact_hours_end(double secondsLeft, string validityPeriod)
    {
        var request = await SendAsync(Outgoing.Text(validUntil: Now.AddSeconds(secondsLeft)));

        Assert.Equal(validityPeriod, request.Form["ValidityPeriod"]);
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0)]
    [InlineData(-3600)]
    public async Task A_text_whose_contact_hours_are_over_is_not_sent(double secondsLeft)
    {
        var channel = TwilioSetup.Channel(_twilio.Address, clock: _clock);

        var result = await channel.SendAsync(
            Outgoing.Text(validUntil: Now.AddSeconds(secondsLeft)), TestContext.Current.CancellationToken);

        Assert.Equal(new DeliveryResult.Deferred("outsideHours"), result);
        Assert.Empty(_twilio.Requests);
    }

    [Fact]
    public async Task Texts_share_no_more_connections_than_allowed()
    {
        var channel = TwilioSetup.Channel(_twilio.Address, connections: 2);

        await Task.WhenAll(Enumerable.Range(0, 30).Select(
            _ => channel.SendAsync(Outgoing.Text(), TestContext.Current.CancellationToken)));

        Assert.Equal(30, _twilio.Requests.Count);
        Assert.InRange(_twilio.Requests.DistinctBy(request => request.Connection).Count(), 1, 2);
    }

    [Fact]
    public async Task No_more_places_can_be_reserved_than_there_are_connections()
    {
        var channel = TwilioSetup.Channel(_twilio.Address, connections: 1);
        var cancellation = TestContext.Current.CancellationToken;

        using var first = await channel.ReserveAsync(Outgoing.Text(), TimeSpan.Zero, cancellation);

        Assert.NotNull(first);
        Assert.Null(await channel.ReserveAsync(Outgoing.Text(), TimeSpan.Zero, cancellation));
    }

    private async Task<TwilioRequest> SendAsync(OutgoingMessage message, Uri? callbackUrl = null)
    {
        var channel = TwilioSetup.Channel(_twilio.Address, callbackUrl: callbackUrl, clock: _clock);
        var result = await channel.SendAsync(message, TestContext.Current.CancellationToken);
        Assert.Equal(new DeliveryResult.Accepted(TwilioStandIn.MessageSid, 2), result);
        return Assert.Single(_twilio.Requests);
    }
}
