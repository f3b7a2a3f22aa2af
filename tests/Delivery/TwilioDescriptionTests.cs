using System.Reflection;
using System.Text.Json.Serialization;
using BalanceNotifications.Accounts;
using BalanceNotifications.Calls;
using BalanceNotifications.Delivery.Text;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Links;
using Microsoft.Extensions.Primitives;

namespace BalanceNotifications.Delivery;

/// <summary>What we ask of Twilio, and what we know of its answers, beside Twilio's own description of them.</summary>
public sealed class TwilioDescriptionTests : IAsyncLifetime
{
    private const string Service = "MG00000000000000000000000000000001";

    private static readonly Uri Callbacks = new("https://bn.example");

    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;
    private TwilioStandIn _twilio = null!;

    public async ValueTask InitializeAsync() => _twilio = await TwilioStandIn.StartAsync();

    public ValueTask DisposeAsync() => _twilio.DisposeAsync();

    [Fact]
    public async Task Whatever_we_ask_is_described()
    {
        var until = TimeProvider.System.GetUtcNow().AddHours(1);
        var texts = TwilioSetup.Channel(_twilio.Address, callbackUrl: Callbacks);
        var calls = TwilioSetup.Voice(_twilio.Address);

        Assert.IsType<DeliveryResult.Accepted>(await texts.SendAsync(Outgoing.Text(), _cancellation));
        Assert.IsType<DeliveryResult.Accepted>(await texts.SendAsync(
            Outgoing.Text(messagingServiceSid: Service, validUntil: until), _cancellation));
        Assert.IsType<DeliveryResult.Accepted>(await calls.SendAsync(Outgoing.Call(validUntil: until), _cancellation));
        Assert.IsType<Finding.Absent>(await texts.FindAsync(Lost($"default {Service}"), _cancellation));
        Assert.IsType<Finding.Absent>(await texts.FindAsync(Lost("default +13125550111"), _cancellation));
        Assert.IsType<Finding.Absent>(await calls.FindAsync(Lost("default +13125550111"), _cancellation));
        Assert.IsType<Finding.Absent>(await texts.LookUpAsync("default", TwilioStandIn.MessageSid, _cancellation));
        Assert.IsType<Finding.Absent>(await calls.LookUpAsync("default", TwilioStandIn.CallSid, _cancellation));

        Assert.Empty(_twilio.TakeFaults());
        Assert.Equal(
            [("CreateCall", 1), ("CreateMessage", 2), ("FetchCall", 1), ("FetchMessage", 1), ("ListCall", 1), ("ListMessage", 2)],
            _twilio.Operations.Select(operation => (operation.Key, operation.Value)).Order());
    }

    [Fact]
    public async Task What_is_not_described_is_refused()
    {
        using var http = new HttpClient { BaseAddress = _twilio.Address };
        using var form = new FormUrlEncodedContent([new("To", "+13125550123"), new("Sender", "+13125550111")]);

        var answer = await http.PostAsync($"/2010-04-01/Accounts/{TwilioSetup.AccountSid}/Messages.json", form, _cancellation);
        var elsewhere = await http.GetAsync("/2010-04-01/Accounts/me/Messages.json", _cancellation);

        Assert.Equal((400, 400), ((int)answer.StatusCode, (int)elsewhere.StatusCode));
        Assert.Equal(
            [
                "Sender is unknown.", "One of From, MessagingServiceSid is required.",
                "One of Body, MediaUrl, ContentSid is required.", "GET /2010-04-01/Accounts/me/Messages.json is unknown.",
            ],
            _twilio.TakeFaults());
        Assert.Empty(_twilio.Requests);
    }

    [Theory]
    [InlineData("From", null, "One of From, MessagingServiceSid is required.")]
    [InlineData("From", "", "From does not take .")]
    [InlineData("To", null, "To is required.")]
    [InlineData("To", "3125550123", "To does not take 3125550123.")]
    [InlineData("MessagingServiceSid", "MG1", "MessagingServiceSid does not take MG1.")]
    [InlineData("ValidityPeriod", "0", "ValidityPeriod does not take 0.")]
    [InlineData("ValidityPeriod", "36001", "ValidityPeriod does not take 36001.")]
    [InlineData("ValidityPeriod", "60.5", "ValidityPeriod does not take 60.5.")]
    [InlineData("StatusCallback", "/callbacks", "StatusCallback does not take /callbacks.")]
    [InlineData("StatusCallback", "https://b_n.example", "StatusCallback does not take https://b_n.example.")]
    [InlineData("ForceDelivery", "yes", "ForceDelivery does not take yes.")]
    [InlineData("Twiml", "<Response/>", "Twiml is unknown.")]
    public void A_text_with_a_wrong_field_is_not_described(string name, string? value, string fault)
    {
        var text = new TwilioMessage(
            "+13125550123", "+13125550111", null, "hello", new("https://bn.example/#rc=5"), ValidityPeriod: 36_000);

        Assert.Empty(Faults("CreateMessage", text.ToForm()));
        Assert.Equal([fault], Faults("CreateMessage", text.ToForm(), (name, value)));
    }

    [Theory]
    [InlineData("From", null, "From is required.")]
    [InlineData("Url", null, "One of Url, Twiml, ApplicationSid is required.")]
    [InlineData("Method", "PUT", "Method does not take PUT.")]
    [InlineData("MachineDetection", "Detect", "MachineDetection does not take Detect.")]
    [InlineData("StatusCallbackEvent", "ended", "StatusCallbackEvent does not take ended.")]
    [InlineData("Timeout", "601", "Timeout does not take 601.")]
    [InlineData("Body", "hello", "Body is unknown.")]
    public void A_call_with_a_wrong_field_is_not_described(string name, string? value, string fault)
    {
        var call = new Voice.TwilioCall(
            "+13125550123", "+13125550112", new("https://bn.example/v"), new("https://bn.example/s#rc=5"), Timeout: 30);

        Assert.Empty(Faults("CreateCall", call.ToForm()));
        Assert.Equal([fault], Faults("CreateCall", call.ToForm(), (name, value)));
    }

    [Fact]
    public void What_may_be_said_once_is_not_said_twice()
    {
        Assert.Equal(["To does not take 1,2."], TwilioApi.Description.Of("ListMessage").Faults(
            [new("To", new StringValues(["1", "2"]))]));
        Assert.Empty(TwilioApi.Description.Of("CreateCall").Faults(
        [
            new("To", "+13125550123"), new("From", "+13125550112"), new("Twiml", "<Response/>"),
            new("StatusCallbackEvent", new StringValues(["answered", "completed"])),
        ]));
    }

    [Fact]
    public void Every_status_that_a_text_can_have_is_known()
    {
        var meanings = new Dictionary<string, ReportedFate?>
        {
            ["accepted"] = ReportedFate.Taken,
            ["scheduled"] = ReportedFate.Taken,
            ["queued"] = ReportedFate.Taken,
            ["sending"] = ReportedFate.Taken,
            ["sent"] = ReportedFate.Taken,
            ["partially_delivered"] = ReportedFate.Taken,
            ["delivered"] = ReportedFate.Delivered,
            ["read"] = ReportedFate.Delivered,
            ["undelivered"] = ReportedFate.GivenUp,
            ["failed"] = ReportedFate.GivenUp,
            ["canceled"] = ReportedFate.GivenUp,
            // Of what guarantors text us.
            ["receiving"] = null,
            ["received"] = null,
        };

        Assert.Equal(TwilioApi.Description.Answers["message"].Status.Order(), meanings.Keys.Order());
        Assert.All(meanings, known => Assert.Equal(known.Value, TwilioTextStatus.Read(known.Key, code: null)?.Fate));
    }

    [Fact]
    public void Every_status_that_a_call_can_have_is_known()
    {
        var meanings = new Dictionary<string, ReportedFate?>
        {
            ["completed"] = ReportedFate.Taken,
            ["busy"] = ReportedFate.TryLater,
            ["no-answer"] = ReportedFate.TryLater,
            ["failed"] = ReportedFate.TryLater,
            ["canceled"] = ReportedFate.TryLater,
            // It goes on.
            ["queued"] = null,
            ["ringing"] = null,
            ["in-progress"] = null,
        };

        Assert.Equal(TwilioApi.Description.Answers["call"].Status.Order(), meanings.Keys.Order());
        Assert.All(
            meanings, known => Assert.Equal(known.Value, TwilioCallStatus.Read(known.Key, "human", null, null)?.Fate));
        Assert.All(
            CallOutcomes.All().Where(row => row.Kind is "status"), row => Assert.Contains(row.Code, meanings.Keys));
    }

    [Fact]
    public void What_we_read_of_a_text_or_a_call_is_described()
    {
        var (text, call) = (TwilioApi.Description.Answers["message"].Fields, TwilioApi.Description.Answers["call"].Fields);

        Assert.Empty(Read(typeof(ListedText)).Except(text));
        Assert.Empty(Read(typeof(TwilioResource)).Except([.. text, .. call]));
        Assert.Equal(["code"], Read(typeof(TwilioAnswer)).Except(text)); // of an error, which is no resource
        Assert.Contains("date_updated", text.Intersect(call));
    }

    private static IEnumerable<string> Read(Type answer) => answer.GetProperties()
        .Select(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name)
        .OfType<string>();

    private static IEnumerable<string> Faults(
        string operation, IEnumerable<KeyValuePair<string, string>> form, params (string Name, string? Value)[] instead)
    {
        var changed = form.ToDictionary();
        foreach (var (name, value) in instead)
        {
            changed[name] = value!;
        }

        return TwilioApi.Description.Of(operation).Faults(changed
            .Where(field => field.Value is not null)
            .Select(field => KeyValuePair.Create(field.Key, new StringValues(field.Value))));
    }

    private static LostAttempt Lost(string sender) => new(
        "+13125550123", sender, TimeProvider.System.GetUtcNow(), LinkToken.HashOf("AQAAAAAAAAAAAAAAAAAAAAQ"), null);
}
