using BalanceNotifications.Delivery.Email;
using BalanceNotifications.Fixtures;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BalanceNotifications.Delivery;

public sealed class EmailConnectionTests : IAsyncLifetime
{
    private readonly ScriptedSmtpServer _server = new("PIPELINING");
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task One_message_after_the_other_shares_a_connection()
    {
        using var channel = EmailSetup.Channel(_server);

        await SendAsync(channel, 20);

        Assert.Equal(1, _server.Connections);
        Assert.Equal(20, _server.Received.Count);
    }

    [Fact]
    public async Task Many_messages_at_a_time_use_no_more_connections_than_allowed()
    {
        using var channel = EmailSetup.Channel(EmailSetup.Plain(_server.Port, connections: 3));

        var results = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(_ => channel.SendAsync(Outgoing.Email(), _cancellation)));

        Assert.All(results, result => Assert.IsType<DeliveryResult.Accepted>(result));
        Assert.InRange(_server.Connections, 1, 3);
        Assert.Equal(60, _server.Received.Select(mail => mail.Message.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task A_connection_is_replaced_after_100_messages()
    {
        using var channel = EmailSetup.Channel(_server);

        await SendAsync(channel, 101);

        Assert.Equal([100, 1], _server.Received.CountBy(mail => mail.Connection).Select(count => count.Value));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("421 4.4.2 idle for too long")]
    public async Task A_connection_that_the_relay_closed_while_it_was_idle_fails_no_message(string? farewell)
    {
        using var channel = EmailSetup.Channel(_server);
        await SendAsync(channel, 1);
        await _server.CloseConnectionsAsync(farewell);

        await SendAsync(channel, 1);

        Assert.Equal([1, 2], _server.Received.Select(mail => mail.Connection));
    }

    [Theory]
    [InlineData("MAIL")]
    [InlineData("DATA")]
    public async Task A_reused_connection_that_breaks_before_the_content_is_replaced_once(string step)
    {
        using var channel = EmailSetup.Channel(_server);
        await SendAsync(channel, 1);
        _server.Drop(step);
        await SendAsync(channel, 1);

        _server.Drop(step);
        _server.Drop(step);
        var result = await channel.SendAsync(Outgoing.Email(), _cancellation);

        Assert.Equal(new DeliveryResult.Deferred("connectionFailed"), result);
        Assert.Equal(3, _server.Connections);
    }

    [Fact]
    public async Task A_reused_connection_that_breaks_after_the_content_is_not_tried_again()
    {
        using var channel = EmailSetup.Channel(_server);
        await SendAsync(channel, 1);
        _server.Drop("CONTENT");

        var result = await channel.SendAsync(Outgoing.Email(), _cancellation);

        Assert.Equal(new DeliveryResult.Unknown("connectionLost"), result);
        Assert.Equal(1, _server.Connections);
    }

    [Fact]
    public async Task A_refused_message_leaves_its_connection_to_the_next()
    {
        using var channel = EmailSetup.Channel(_server);
        _server.Answer("RCPT", "550 5.1.1 unknown");
        await channel.SendAsync(Outgoing.Email(), _cancellation);

        await SendAsync(channel, 1);

        Assert.Equal(1, _server.Connections);
    }

    [Fact]
    public async Task A_connection_idle_for_more_than_30_seconds_is_replaced()
    {
        var clock = new FakeTimeProvider();
        using var channel = EmailSetup.Channel(EmailSetup.Plain(_server.Port), clock);
        await SendAsync(channel, 1);

        clock.Advance(TimeSpan.FromSeconds(29));
        await SendAsync(channel, 1);
        clock.Advance(TimeSpan.FromSeconds(31));
        await SendAsync(channel, 1);

        Assert.Equal([1, 1, 2], _server.Received.Select(mail => mail.Connection));
    }

    [Fact]
    public async Task A_message_without_a_relay_waits_for_no_place()
    {
        using var channel = EmailSetup.Channel(_server);

        using var place = await channel.ReserveAsync(Outgoing.Email(provider: "other"), TimeSpan.Zero, _cancellation);

        Assert.NotNull(place);
    }

    private async Task SendAsync(EmailChannel channel, int messages)
    {
        for (var i = 0; i < messages; i++)
        {
            Assert.IsType<DeliveryResult.Accepted>(await channel.SendAsync(Outgoing.Email(), _cancellation));
        }
    }
}
