using System.Net;
using System.Net.Sockets;
using BalanceNotifications.Fixtures;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace BalanceNotifications.Delivery;

public sealed class TwilioResultTests : IAsyncLifetime
{
    private static readonly DeliveryResult InDoubt = new DeliveryResult.Unknown("connectionLost");

    private TwilioStandIn _twilio = null!;

    public async ValueTask InitializeAsync() => _twilio = await TwilioStandIn.StartAsync();

    public ValueTask DisposeAsync() => _twilio.DisposeAsync();

    [Theory]
    [InlineData(21211)]
    [InlineData(21614)]
    public Task A_number_that_cannot_be_texted_is_the_recipients_affair(int code) =>
        AssertAsync(400, code, new DeliveryResult.Rejected($"twilio {code}", RejectionCause.Recipient));

    [Fact]
    public Task A_number_that_said_stop_at_the_provider_has_opted_out() =>
        AssertAsync(400, 21610, new DeliveryResult.Rejected("twilio 21610", RejectionCause.OptedOut));

    [Theory]
    [InlineData(400, 21401)]
    [InlineData(400, 21408)]
    [InlineData(400, 21601)]
    [InlineData(400, 21606)]
    [InlineData(400, 21608)]
    [InlineData(400, 21612)]
    [InlineData(400, 29999)]
    [InlineData(404, 20404)]
    public Task Our_own_number_or_account_is_the_senders_affair(int status, int code) =>
        AssertAsync(status, code, new DeliveryResult.Rejected($"twilio {code}", RejectionCause.Sender));

    [Theory]
    [InlineData(404)]
    [InlineData(302)]
    public Task An_answer_that_is_not_Twilios_is_the_senders_affair(int status) =>
        AssertAsync(status, null, new DeliveryResult.Rejected($"twilio http {status}", RejectionCause.Sender));

    [Theory]
    [InlineData(21602)]
    [InlineData(21617)]
    public Task A_body_that_is_missing_or_too_long_is_about_the_content(int code) =>
        AssertAsync(400, code, new DeliveryResult.Rejected($"twilio {code}", RejectionCause.Content));

    [Theory]
    [InlineData(429, 20429, "twilio 20429")]
    [InlineData(429, null, "twilio http 429")]
    [InlineData(400, 21611, "twilio 21611")]
    [InlineData(401, 20003, "authenticationFailed")]
    [InlineData(401, null, "authenticationFailed")]
    [InlineData(403, 20003, "authenticationFailed")]
    [InlineData(403, null, "authenticationFailed")]
    public Task Too_fast_and_wrong_credentials_lose_no_text(int status, int? code, string reason) =>
        AssertAsync(status, code, new DeliveryResult.Deferred(reason));

    [Theory]
    [InlineData(500, 20500, "twilio 20500")]
    [InlineData(502, null, "twilio http 502")]
    [InlineData(503, 20503, "twilio 20503")]
    public Task A_fault_of_Twilios_leaves_doubt_and_is_not_tried_again(int status, int? code, string reason) =>
        AssertAsync(status, code, new DeliveryResult.Unknown(reason));

    [Fact]
    public async Task A_connection_that_breaks_after_the_request_leaves_doubt_and_is_not_tried_again()
    {
        var channel = TwilioSetup.Channel(_twilio.Address);
        var cancellation = TestContext.Current.CancellationToken;
        await channel.SendAsync(Outgoing.Text(), cancellation);
        _twilio.Drop();

        // Over the connection kept from before: the stack itself would repeat what it takes for safe to repeat.
        var result = await channel.SendAsync(Outgoing.Text(), cancellation);

        Assert.Equal(InDoubt, result);
        Assert.Equal(2, _twilio.Requests.Count);
        Assert.Single(_twilio.Requests.DistinctBy(request => request.Connection));
    }

    [Fact]
    public async Task A_time_out_after_the_request_leaves_doubt()
    {
        _twilio.Hang();
        var channel = TwilioSetup.Channel(_twilio.Address, timeout: TimeSpan.FromSeconds(1));

        var result = await channel.SendAsync(Outgoing.Text(), TestContext.Current.CancellationToken);

        Assert.Equal(InDoubt, result);
        Assert.Single(_twilio.Requests);
    }

    [Fact]
    public async Task A_time_out_before_the_request_left_defers()
    {
        // Takes connections, and never answers the start of TLS.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = new Uri($"https://{silent.LocalEndpoint}");
        var channel = TwilioSetup.Channel(address, timeout: TimeSpan.FromSeconds(1));

        var result = await channel.SendAsync(Outgoing.Text(), TestContext.Current.CancellationToken);

        Assert.Equal(new DeliveryResult.Deferred("timedOut"), result);
    }

    [Fact]
    public async Task A_caller_who_gives_up_before_the_request_left_knows_that_it_did_not()
    {
        _twilio.Hang();
        var channel = TwilioSetup.Channel(_twilio.Address, timeout: TimeSpan.FromSeconds(2), connections: 1);
        var first = channel.SendAsync(Outgoing.Text(), TestContext.Current.CancellationToken);
        await _twilio.Reached;
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        // Waits for the one connection, which the first request never gives back.
        var second = channel.SendAsync(Outgoing.Text(), caller.Token);
        await caller.CancelAsync();

        Assert.Equal(new DeliveryResult.Deferred("interrupted"), await second);
        Assert.Equal(InDoubt, await first);
        Assert.Single(_twilio.Requests);
    }

    [Fact]
    public async Task A_caller_who_gives_up_after_the_request_is_left_in_doubt()
    {
        _twilio.Hang();
        var channel = TwilioSetup.Channel(_twilio.Address);
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var sending = channel.SendAsync(Outgoing.Text(), caller.Token);
        await _twilio.Reached;
        await caller.CancelAsync();

        Assert.Equal(InDoubt, await sending);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_Twilio_that_cannot_be_reached_has_taken_nothing(bool known)
    {
        var address = known ? $"http://127.0.0.1:{EmailHandOverTests.ClosedPort()}" : "http://twilio.invalid";
        var channel = TwilioSetup.Channel(new Uri(address));

        var result = await channel.SendAsync(Outgoing.Text(), TestContext.Current.CancellationToken);

        Assert.Equal(new DeliveryResult.Deferred("connectionFailed"), result);
    }

    [Theory]
    [InlineData("""{ "sid": "SM1", "num_segments": "0" }""", "SM1", null)]
    [InlineData("""{ "sid": "SM1", "num_segments": "3" }""", "SM1", 3)]
    [InlineData("not JSON", null, null)]
    public async Task A_text_is_taken_by_its_status_whatever_the_body_says(string body, string? sid, int? segments)
    {
        _twilio.OnRequest = context =>
        {
            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(body);
        };
        var channel = TwilioSetup.Channel(_twilio.Address);

        var result = await channel.SendAsync(Outgoing.Text(), TestContext.Current.CancellationToken);

        Assert.Equal(new DeliveryResult.Accepted(sid, segments), result);
    }

    [Fact]
    public async Task A_sender_without_an_account_a_number_or_a_service_is_not_configured()
    {
        var channel = TwilioSetup.Channel(_twilio.Address);
        var cancellation = TestContext.Current.CancellationToken;
        var notConfigured = new DeliveryResult.Rejected("senderNotConfigured", RejectionCause.Sender);

        Assert.Equal(notConfigured, await channel.SendAsync(Outgoing.Text(provider: "other"), cancellation));
        Assert.Equal(notConfigured, await channel.SendAsync(Outgoing.Text(from: null), cancellation));
        Assert.Equal(notConfigured, await channel.SendAsync(Outgoing.Email(), cancellation));
        Assert.Empty(_twilio.Requests);
    }

    private async Task AssertAsync(int status, int? code, DeliveryResult expected)
    {
        _twilio.Refuse(status, code);
        var channel = TwilioSetup.Channel(_twilio.Address);

        var result = await channel.SendAsync(Outgoing.Text(), TestContext.Current.CancellationToken);

        Assert.Equal(expected, result);
        Assert.Single(_twilio.Requests);
    }
}
