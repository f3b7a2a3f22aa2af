using System.Net;
using System.Net.Sockets;
using BalanceNotifications.Fixtures;
using Xunit;

namespace BalanceNotifications.Delivery;

/// <summary>Where the connection ends decides whether a message may have arrived.</summary>
public sealed class EmailHandOverTests
{
    private static readonly DeliveryResult NothingLeft = new DeliveryResult.Deferred("connectionFailed");
    private static readonly DeliveryResult InDoubt = new DeliveryResult.Unknown("connectionLost");

    [Theory]
    [InlineData("GREETING", "8BITMIME")]
    [InlineData("EHLO", "8BITMIME")]
    [InlineData("MAIL", "8BITMIME")]
    [InlineData("RCPT", "8BITMIME")]
    [InlineData("DATA", "8BITMIME")]
    [InlineData("MAIL", "PIPELINING")]
    [InlineData("RCPT", "PIPELINING")]
    [InlineData("DATA", "PIPELINING")]
    public async Task A_connection_that_breaks_before_the_content_has_sent_nothing(string step, string extension)
    {
        await using var server = new ScriptedSmtpServer(extension);
        server.Drop(step);
        using var channel = EmailSetup.Channel(server);

        var result = await channel.SendAsync(Outgoing.Email(), TestContext.Current.CancellationToken);

        Assert.Equal(NothingLeft, result);
        Assert.Empty(server.Received);
        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData("HALFWAY")]
    [InlineData("CONTENT")]
    public async Task A_connection_that_breaks_after_the_content_began_leaves_doubt(string step)
    {
        await using var server = new ScriptedSmtpServer();
        server.Drop(step);
        using var channel = EmailSetup.Channel(server);

        var result = await channel.SendAsync(Outgoing.Email(), TestContext.Current.CancellationToken);

        Assert.Equal(InDoubt, result);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task An_answer_that_is_no_SMTP_leaves_doubt_after_the_content()
    {
        await using var server = new ScriptedSmtpServer();
        server.Answer("CONTENT", "what?");
        using var channel = EmailSetup.Channel(server);

        var result = await channel.SendAsync(Outgoing.Email(), TestContext.Current.CancellationToken);

        Assert.Equal(InDoubt, result);
    }

    [Fact]
    public async Task A_relay_that_is_down_has_taken_nothing()
    {
        using var channel = EmailSetup.Channel(EmailSetup.Plain(ClosedPort()));

        var result = await channel.SendAsync(Outgoing.Email(), TestContext.Current.CancellationToken);

        Assert.Equal(NothingLeft, result);
    }

    [Theory]
    [InlineData("GREETING", false)]
    [InlineData("RCPT", false)]
    [InlineData("DATA", false)]
    [InlineData("CONTENT", true)]
    public async Task A_relay_that_falls_silent_times_out(string step, bool inDoubt)
    {
        await using var server = new ScriptedSmtpServer();
        server.Hang(step);
        using var channel = EmailSetup.Channel(EmailSetup.Plain(server.Port, timeout: TimeSpan.FromSeconds(1)));

        var result = await channel.SendAsync(Outgoing.Email(), TestContext.Current.CancellationToken);

        Assert.Equal(inDoubt ? InDoubt : new DeliveryResult.Deferred("timedOut"), result);
    }

    [Theory]
    [InlineData("EHLO", false)]
    [InlineData("DATA", false)]
    [InlineData("CONTENT", true)]
    public async Task A_caller_who_gives_up_learns_whether_the_message_may_have_left(string step, bool inDoubt)
    {
        await using var server = new ScriptedSmtpServer();
        server.Hang(step);
        using var channel = EmailSetup.Channel(server);
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var sending = channel.SendAsync(Outgoing.Email(), caller.Token);
        await server.ReachedAsync(step);
        await caller.CancelAsync();

        Assert.Equal(inDoubt ? InDoubt : new DeliveryResult.Deferred("interrupted"), await sending);
    }

    [Fact]
    public async Task A_caller_who_has_given_up_before_sends_nothing()
    {
        await using var server = new ScriptedSmtpServer();
        using var channel = EmailSetup.Channel(server);

        var result = await channel.SendAsync(Outgoing.Email(), new CancellationToken(canceled: true));

        Assert.Equal(new DeliveryResult.Deferred("interrupted"), result);
        Assert.Equal(0, server.Connections);
    }

    internal static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
