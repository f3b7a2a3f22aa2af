using BalanceNotifications.Delivery.Email;
using BalanceNotifications.Delivery.Pickup;
using BalanceNotifications.Delivery.Text;
using BalanceNotifications.Delivery.Voice;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace BalanceNotifications.Delivery;

public sealed class DeliveryRegistrationTests
{
    private const string Relay = "Delivery:Email:Relays:default";
    private const string Twilio = "Delivery:Twilio:Accounts:default";

    [Fact]
    public void Relays_and_accounts_are_read_by_name()
    {
        using var services = Build(
            ($"{Relay}:Host", "relay.example"),
            ("Delivery:Email:Relays:north:Host", "north.example"),
            ("Delivery:Email:Relays:north:Security", "Tls"),
            ("Delivery:Email:Relays:north:Timeout", "00:00:05"),
            ($"{Twilio}:AccountSid", TwilioSetup.AccountSid),
            ($"{Twilio}:AuthToken", "secret"));
        services.GetRequiredService<IStartupValidator>().Validate();

        var relays = services.GetRequiredService<IOptions<EmailOptions>>().Value.Relays;
        Assert.Equal(RelaySecurity.StartTls, relays["Default"].Security);
        Assert.Equal(TimeSpan.FromSeconds(12), relays["default"].Timeout);
        Assert.Equal(RelaySecurity.Tls, relays["north"].Security);
        Assert.Equal(TimeSpan.FromSeconds(5), relays["north"].Timeout);
        var account = services.GetRequiredService<IOptions<TwilioOptions>>().Value.Accounts["DEFAULT"];
        Assert.Equal(new Uri("https://api.twilio.com"), account.BaseAddress);
        Assert.Equal(16, account.Connections);
    }

    [Fact]
    public void Providers_deliver_unless_there_is_a_pickup_folder()
    {
        using var providers = Build();
        using var pickup = Build(("Delivery:Pickup:Folder", "/tmp/outbox"));

        Assert.IsType<EmailChannel>(Channels(providers)[Channel.Email]);
        Assert.IsType<TwilioTextChannel>(Channels(providers)[Channel.Text]);
        Assert.IsType<TwilioVoiceChannel>(Channels(providers)[Channel.Voice]);
        Assert.IsType<PickupEmailChannel>(Channels(pickup)[Channel.Email]);
        Assert.IsType<PickupTextChannel>(Channels(pickup)[Channel.Text]);
        Assert.IsType<PickupVoiceChannel>(Channels(pickup)[Channel.Voice]);
    }

    [Theory]
    [InlineData(Channel.Email)]
    [InlineData(Channel.Text)]
    [InlineData(Channel.Voice)]
    public async Task A_channel_that_is_not_configured_answers_so(Channel channel)
    {
        using var services = Build();
        var message = channel is Channel.Email ? Outgoing.Email() : Outgoing.Text();
        var unconfigured = Channels(services)[channel];

        using var place = await unconfigured.ReserveAsync(message, TimeSpan.Zero, TestContext.Current.CancellationToken);
        var result = await unconfigured.SendAsync(message, TestContext.Current.CancellationToken);

        Assert.NotNull(place);
        Assert.Equal(channel, unconfigured.Channel);
        Assert.Equal(new DeliveryResult.Rejected("senderNotConfigured", RejectionCause.Sender), result);
    }

    [Theory]
    [InlineData($"{Relay}:Host", " ", $"{Relay}:Host is required.")]
    [InlineData($"{Relay}:Port", "0", $"{Relay}:Port must be 1 to 65535.")]
    [InlineData($"{Relay}:Security", "7", $"{Relay}:Security must be None, StartTls or Tls.")]
    [InlineData($"{Relay}:Security", "Maybe", $"{Relay}:Security")]
    [InlineData($"{Relay}:Timeout", "long", $"{Relay}:Timeout")]
    [InlineData($"{Relay}:Hots", "relay.example", "Hots")]
    [InlineData($"{Relay}:UserName", "north", $"{Relay}:Password")]
    [InlineData($"{Relay}:Connections", "65", $"{Relay}:Connections must be 1 to 64.")]
    [InlineData($"{Relay}:Timeout", "00:00:13", $"{Relay}:Timeout must be 00:00:01 to 00:00:12.")]
    [InlineData($"{Relay}:BounceAddress", "bounces@bn.example", "Delivery:Email:BounceKey must be base64 of at least 32")]
    [InlineData($"{Relay}:BounceAddress", "bounces", $"{Relay}:BounceAddress must be")]
    [InlineData($"{Relay}:BounceAddress", "bounces-of-all-sorts@bn.example", $"{Relay}:BounceAddress must be")]
    [InlineData("Delivery:Email:BounceKey", "c2hvcnQ=", "Delivery:Email:BounceKey must be")]
    [InlineData($"{Relay}:MaxMessageBytes", "9999", $"{Relay}:MaxMessageBytes must be 10000 to 100000000.")]
    [InlineData($"{Twilio}:AccountSid", "XX1", $"{Twilio}:AccountSid is required")]
    [InlineData($"{Twilio}:AccountSid", "AC1", $"{Twilio}:AccountSid is required, AC and 32 hexadecimal digits.")]
    [InlineData($"{Twilio}:AuthToken", "", $"{Twilio}:AuthToken is required.")]
    [InlineData($"{Twilio}:BaseAddress", "ftp://twilio.example", $"{Twilio}:BaseAddress must be")]
    [InlineData($"{Twilio}:Connections", "0", $"{Twilio}:Connections must be 1 to 100.")]
    [InlineData($"{Twilio}:Timeout", "00:00:11", $"{Twilio}:Timeout must be 00:00:01 to 00:00:10.")]
    [InlineData("Delivery:Twilio:CallbackUrl", "bn.example", "Delivery:Twilio:CallbackUrl must be")]
    [InlineData("Delivery:Twilio:CallbackUrl", "https://b_n.example", "without an underscore in its host.")]
    [InlineData("Delivery:Pickup:Folder", "/tmp/outbox", "Folder replaces Delivery:Email:Relays")]
    public void A_wrong_setting_is_named_and_stops_the_start(string key, string value, string message)
    {
        using var services = Build(
            ($"{Relay}:Host", "relay.example"),
            ($"{Twilio}:AccountSid", TwilioSetup.AccountSid),
            ($"{Twilio}:AuthToken", "secret"),
            (key, value));

        var thrown = Assert.ThrowsAny<Exception>(services.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains(message, thrown.ToString(), StringComparison.Ordinal);
    }

    private static DeliveryChannels Channels(ServiceProvider services) =>
        services.GetRequiredService<DeliveryChannels>();

    private static ServiceProvider Build(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        foreach (var (key, value) in settings)
        {
            configuration[key] = value;
        }

        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddDelivery()
            .BuildServiceProvider(validateScopes: true);
    }
}
