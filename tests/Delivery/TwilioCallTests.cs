using BalanceNotifications.Calls;
using BalanceNotifications.Fixtures;
using Microsoft.Extensions.Time.Testing;

namespace BalanceNotifications.Delivery;

/// <summary>What Twilio is asked for a call, and what its answers mean.</summary>
public sealed class TwilioCallTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);
    private static readonly DeliveryResult NotConfigured =
        new DeliveryResult.Rejected("senderNotConfigured", RejectionCause.Sender);

    private readonly FakeTimeProvider _clock = new(Now);
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;
    private TwilioStandIn _twilio = null!;

    public async ValueTask InitializeAsync() => _twilio = await TwilioStandIn.StartAsync();

    public ValueTask DisposeAsync() => _twilio.DisposeAsync();

    [Fact]
    public async Task A_call_carries_these_fields_and_no_others()
    {
        var id = Guid.Parse("01939c5e-1111-8222-9333-444455556666");

        var result = await TwilioSetup.Voice(_twilio.Address).SendAsync(Outgoing.Call(id: id), _cancellation);

        Assert.Equal(new DeliveryResult.Accepted(TwilioStandIn.CallSid, null), result);
        var request = Assert.Single(_twilio.Requests);
        Assert.Equal($"/2010-04-01/Accounts/{TwilioSetup.AccountSid}/Calls.json", request.Target);
        const string voice = "https://bn.example/callbacks/twilio/voice/01939c5e111182229333444455556666";
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["To"] = "+13125550123",
                ["From"] = "+13125550112",
                ["Url"] = $"{voice}?provider=default",
                ["Method"] = "POST",
                ["FallbackUrl"] = $"{voice}?provider=default",
                ["FallbackMethod"] = "POST",
                ["StatusCallback"] = $"{voice}/status?provider=default#rc=5&rp=5xx,ct,rt",
                ["StatusCallbackMethod"] = "POST",
                ["StatusCallbackEvent"] = "completed",
                ["MachineDetection"] = "DetectMessageEnd",
                ["Timeout"] = "30",
            },
            request.Form);
    }

    [Theory]
    [Trait("Rule", "V95")]
    [InlineData(600, "30")]
    [InlineData(30, "30")]
    [InlineData(15.5, "15")]
    public async Task It_rings_no_longer_than_contact_hours_last(double secondsLeft, string timeout)
    {
        await TwilioSetup.Voice(_twilio.Address, clock: _clock)
            .SendAsync(Outgoing.Call(validUntil: Now.AddSeconds(secondsLeft)), _cancellation);

        Assert.Equal(timeout, Assert.Single(_twilio.Requests).Form["Timeout"]);
    }

    [Theory]
    [InlineData(14.9)]
    [InlineData(-3600)]
    public async Task With_too_little_of_them_left_it_waits(double secondsLeft)
    {
        var result = await TwilioSetup.Voice(_twilio.Address, clock: _clock)
            .SendAsync(Outgoing.Call(validUntil: Now.AddSeconds(secondsLeft)), _cancellation);

        Assert.Equal(new DeliveryResult.Deferred("outsideHours"), result);
        Assert.Empty(_twilio.Requests);
    }

    [Fact]
    public async Task Without_sender_account_way_back_or_number_to_call_back_there_are_no_calls()
    {
        var channel = TwilioSetup.Voice(_twilio.Address);

        Assert.Equal(NotConfigured, await channel.SendAsync(Outgoing.Text(), _cancellation));
        Assert.Equal(NotConfigured, await channel.SendAsync(Outgoing.Call(provider: "unknown"), _cancellation));
        Assert.Equal(NotConfigured, await channel.SendAsync(Outgoing.Call(phone: ""), _cancellation));
        Assert.Equal(
            NotConfigured,
            await TwilioSetup.Voice(_twilio.Address, callbackUrl: null).SendAsync(Outgoing.Call(), _cancellation));
        Assert.Empty(_twilio.Requests);
    }

    public static TheoryData<string> Errors =>
        [.. CallOutcomes.All().Where(row => row.Kind is "error" && row.Code is not "20003").Select(row => row.Code)];

    [Theory, MemberData(nameof(Errors))]
    public async Task A_refusal_means_what_its_row_says(string code)
    {
        _twilio.Refuse(400, int.Parse(code, null));

        var result = await TwilioSetup.Voice(_twilio.Address).SendAsync(Outgoing.Call(), _cancellation);

        Assert.Equal(
            CallOutcomes.OfError(int.Parse(code, null)) switch
            {
                CallFault.Recipient => new DeliveryResult.Rejected($"twilio {code}", RejectionCause.Recipient),
                CallFault.Sender => new DeliveryResult.Rejected($"twilio {code}", RejectionCause.Sender),
                _ => new DeliveryResult.Deferred($"twilio {code}"),
            },
            result);
    }

    [Theory]
    [InlineData(401, 20003, "authenticationFailed")]
    [InlineData(400, 20003, "authenticationFailed")]
    [InlineData(429, null, "twilio http 429")]
    public async Task What_mends_itself_or_is_mended_waits(int status, int? code, string reason)
    {
        _twilio.Refuse(status, code);

        Assert.Equal(
            new DeliveryResult.Deferred(reason),
            await TwilioSetup.Voice(_twilio.Address).SendAsync(Outgoing.Call(), _cancellation));
    }

    [Theory]
    [InlineData(400, 29999, "twilio 29999")]
    [InlineData(404, null, "twilio http 404")]
    public async Task An_unknown_refusal_is_not_the_guarantors_fault(int status, int? code, string reason)
    {
        _twilio.Refuse(status, code);

        Assert.Equal(
            new DeliveryResult.Rejected(reason, RejectionCause.Sender),
            await TwilioSetup.Voice(_twilio.Address).SendAsync(Outgoing.Call(), _cancellation));
    }

    [Fact]
    public async Task A_call_that_may_have_been_placed_is_never_asked_for_again()
    {
        _twilio.Refuse(503, null);
        var channel = TwilioSetup.Voice(_twilio.Address);
        Assert.Equal(
            new DeliveryResult.Unknown("twilio http 503"), await channel.SendAsync(Outgoing.Call(), _cancellation));

        _twilio.Drop();
        Assert.Equal(
            new DeliveryResult.Unknown("connectionLost"), await channel.SendAsync(Outgoing.Call(), _cancellation));
        Assert.Equal(2, _twilio.Requests.Count);
    }
}
