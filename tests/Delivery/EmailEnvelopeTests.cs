using BalanceNotifications.Delivery.Email;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Delivery;

/// <summary>What a relay is told besides the message: where bounces go, and what to report.</summary>
public sealed class EmailEnvelopeTests
{
    private static readonly Guid Id = Guid.Parse("01939c5e-1111-8222-9333-444455556666");
    private static readonly byte[] Key = new byte[32];

    [Fact]
    public async Task Each_message_has_a_bounce_address_of_its_own_and_the_practices_sender_in_its_header()
    {
        await using var server = new ScriptedSmtpServer();

        var received = await SendAsync(server, "bounces@bn.example");

        var tag = BounceTag.Of(Key, Id);
        Assert.Equal($"MAIL FROM:<bounces+{tag}@bn.example>", Command(server, "MAIL"));
        Assert.Equal("billing@north.example", received.Message.From.Mailboxes.Single().Address);
        Assert.Equal($"{Id:n}@north.example", received.Message.MessageId);
    }

    [Fact]
    public async Task A_relay_that_offers_reports_is_asked_for_failures_and_delays_with_headers_alone()
    {
        await using var server = new ScriptedSmtpServer("DSN");

        await SendAsync(server, "bounces@bn.example");

        var mail = Command(server, "MAIL");
        Assert.Contains("RET=HDRS", mail, StringComparison.Ordinal);
        Assert.Contains($"ENVID={BounceTag.Of(Key, Id)}", mail, StringComparison.Ordinal);
        var rcpt = Command(server, "RCPT");
        Assert.Contains("NOTIFY=FAILURE,DELAY", rcpt, StringComparison.Ordinal);
        Assert.Contains("ORCPT=rfc822;ann@home.example", rcpt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_bounce_address_bounces_go_to_the_sender_and_still_carry_the_envelope_id()
    {
        await using var server = new ScriptedSmtpServer("DSN");

        await SendAsync(server, bounceAddress: null);

        var mail = Command(server, "MAIL");
        Assert.StartsWith("MAIL FROM:<billing@north.example>", mail, StringComparison.Ordinal);
        Assert.Contains($"ENVID={BounceTag.Of(Key, Id)}", mail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_is_too_large_is_refused_before_any_of_it_leaves(bool byTheRelay)
    {
        await using var server = new ScriptedSmtpServer(byTheRelay ? ["SIZE 30000"] : []);
        var relay = Relay(server, null, byTheRelay ? 10_000_000 : 30_000);
        using var channel = EmailSetup.Channel(relay);
        var long1 = new string('ä', 20_000);

        var refused = await channel.SendAsync(
            Outgoing.Email(html: long1), TestContext.Current.CancellationToken);
        var taken = await channel.SendAsync(
            Outgoing.Email(html: new string('a', 25_000)), TestContext.Current.CancellationToken);

        Assert.Equal(new DeliveryResult.Rejected("messageTooLarge", RejectionCause.Content), refused);
        Assert.IsType<DeliveryResult.Accepted>(taken);
        Assert.Single(server.Commands, command => command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(9_000, false)]
    [InlineData(9_900, true)]
    public async Task A_line_ends_in_two_bytes_as_it_travels(int lines, bool tooLarge)
    {
        await using var server = new ScriptedSmtpServer();
        using var channel = EmailSetup.Channel(Relay(server, null, maxMessageBytes: 30_000));

        // Of "a", two bytes where a line ends in one.
        var result = await channel.SendAsync(
            Outgoing.Email(html: string.Join('\n', Enumerable.Repeat("a", lines))), TestContext.Current.CancellationToken);

        Assert.Equal(tooLarge, result is DeliveryResult.Rejected { Reason: "messageTooLarge" });
    }

    [Theory]
    [InlineData(22_000, true)]
    [InlineData(15_000, false)]
    public async Task A_picture_counts_as_it_travels(int bytes, bool tooLarge)
    {
        await using var server = new ScriptedSmtpServer();
        using var channel = EmailSetup.Channel(Relay(server, null, maxMessageBytes: 30_000));

        // Base64 makes 30,104 of the 22,000.
        var result = await channel.SendAsync(
            Outgoing.Email() with { Logo = new("image/gif", new byte[bytes]) }, TestContext.Current.CancellationToken);

        Assert.Equal(tooLarge, result is DeliveryResult.Rejected { Reason: "messageTooLarge" });
        Assert.Equal(tooLarge ? 0 : 1, server.Received.Count);
    }

    private static async Task<ReceivedMail> SendAsync(ScriptedSmtpServer server, string? bounceAddress)
    {
        using var channel = EmailSetup.Channel(new EmailOptions
        {
            BounceKey = Convert.ToBase64String(Key),
            Relays = { ["default"] = Relay(server, bounceAddress) },
        });
        var result = await channel.SendAsync(Outgoing.Email(id: Id), TestContext.Current.CancellationToken);
        Assert.IsType<DeliveryResult.Accepted>(result);
        return Assert.Single(server.Received);
    }

    private static RelayOptions Relay(
        ScriptedSmtpServer server, string? bounceAddress, long maxMessageBytes = 10_000_000) => new()
        {
            Host = "127.0.0.1",
            Port = server.Port,
            Security = RelaySecurity.None,
            BounceAddress = bounceAddress,
            MaxMessageBytes = maxMessageBytes,
        };

    private static string Command(ScriptedSmtpServer server, string verb) =>
        Assert.Single(server.Commands, command => command.StartsWith(verb, StringComparison.Ordinal));
}
