using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using BalanceNotifications.Delivery.Email;
using BalanceNotifications.Fixtures;
using Microsoft.Extensions.Time.Testing;

namespace BalanceNotifications.Delivery;

/// <summary>A relay that cannot be reached is left alone, told of, and used again by itself.</summary>
public sealed class RelayHealthTests
{
    private static readonly DeliveryResult Deferred = new DeliveryResult.Deferred("connectionFailed");

    private readonly FakeTimeProvider _clock = new();
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dead_relay_is_left_alone_after_three_failures_and_tried_again_after_five_seconds()
    {
        await using var server = new ScriptedSmtpServer();
        using var channel = EmailSetup.Channel(EmailSetup.Plain(server.Port), _clock);
        await FailAsync(server, channel, 3);

        Assert.Equal(Deferred, await channel.SendAsync(Outgoing.Email(), _cancellation));
        Assert.Equal(3, server.Connections);

        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.IsType<DeliveryResult.Accepted>(await channel.SendAsync(Outgoing.Email(), _cancellation));
        Assert.IsType<DeliveryResult.Accepted>(await channel.SendAsync(Outgoing.Email(), _cancellation));
        Assert.Equal(4, server.Connections);
    }

    [Fact]
    public async Task One_message_at_a_time_tries_a_relay_that_was_left_alone()
    {
        await using var server = new ScriptedSmtpServer();
        using var channel = EmailSetup.Channel(EmailSetup.Plain(server.Port), _clock);
        await FailAsync(server, channel, 3);
        _clock.Advance(TimeSpan.FromSeconds(5));
        var greeting = new TaskCompletionSource();
        server.Hold("EHLO", greeting.Task);

        var first = channel.SendAsync(Outgoing.Email(), _cancellation);
        var others = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => channel.SendAsync(Outgoing.Email(), _cancellation)));
        greeting.SetResult();

        Assert.All(others, other => Assert.Equal(Deferred, other));
        Assert.IsType<DeliveryResult.Accepted>(await first);
    }

    [Fact]
    public async Task The_rest_doubles_with_every_failed_try()
    {
        await using var server = new ScriptedSmtpServer();
        using var channel = EmailSetup.Channel(EmailSetup.Plain(server.Port), _clock);
        await FailAsync(server, channel, 3);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await FailAsync(server, channel, 1);

        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(Deferred, await channel.SendAsync(Outgoing.Email(), _cancellation));
        Assert.Equal(4, server.Connections);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<DeliveryResult.Accepted>(await channel.SendAsync(Outgoing.Email(), _cancellation));
    }

    [Fact]
    public async Task Failures_between_successes_leave_a_relay_in_use()
    {
        await using var server = new ScriptedSmtpServer();
        using var channel = EmailSetup.Channel(EmailSetup.Plain(server.Port), _clock);
        for (var round = 0; round < 4; round++)
        {
            await FailAsync(server, channel, 2);
            Assert.IsType<DeliveryResult.Accepted>(await channel.SendAsync(Outgoing.Email(), _cancellation));
            await server.CloseConnectionsAsync();
        }
    }

    [Fact]
    public async Task What_a_relay_says_about_messages_is_no_sign_of_ill_health()
    {
        await using var server = new ScriptedSmtpServer();
        using var channel = EmailSetup.Channel(EmailSetup.Plain(server.Port), _clock);
        foreach (var reply in (string[])["550 5.1.1 unknown", "451 4.3.0 later", "554 5.7.1 policy", "550 5.1.1 unknown"])
        {
            server.Answer("RCPT", reply);
            await channel.SendAsync(Outgoing.Email(), _cancellation);
        }

        Assert.IsType<DeliveryResult.Accepted>(await channel.SendAsync(Outgoing.Email(), _cancellation));
    }

    [Fact]
    public async Task One_dead_relay_leaves_the_others_in_use()
    {
        await using var dead = new ScriptedSmtpServer();
        await using var alive = new ScriptedSmtpServer();
        using var channel = EmailSetup.Channel(
            new EmailOptions
            {
                Relays = { ["default"] = EmailSetup.Plain(dead.Port), ["second"] = EmailSetup.Plain(alive.Port) },
            },
            _clock);
        await FailAsync(dead, channel, 3);

        Assert.Equal(Deferred, await channel.SendAsync(Outgoing.Email(), _cancellation));
        Assert.IsType<DeliveryResult.Accepted>(
            await channel.SendAsync(Outgoing.Email(provider: "second"), _cancellation));
    }

    [Fact]
    public async Task A_wrong_password_is_not_tried_over_and_over()
    {
        await using var server = new ScriptedSmtpServer("AUTH PLAIN");
        using var channel = EmailSetup.Channel(
            EmailSetup.Plain(server.Port, userName: "north", password: "wrong"), _clock);
        for (var tries = 0; tries < 10; tries++)
        {
            server.Answer("AUTH", "535 5.7.8 wrong password");
            Assert.IsType<DeliveryResult.Deferred>(await channel.SendAsync(Outgoing.Email(), _cancellation));
        }

        Assert.Equal(3, server.Connections);
    }

    [Fact]
    public async Task A_metric_says_which_relay_is_down_and_until_when()
    {
        var name = $"relay-{Guid.CreateVersion7():n}";
        var measured = new ConcurrentQueue<(string Instrument, long Value)>();
        using var listener = Listen(name, measured);
        await using var server = new ScriptedSmtpServer();
        using var channel = EmailSetup.Channel(
            new EmailOptions { Relays = { [name] = EmailSetup.Plain(server.Port) } }, _clock);
        for (var failures = 0; failures < 3; failures++)
        {
            server.Drop("GREETING");
            await channel.SendAsync(Outgoing.Email(provider: name), _cancellation);
        }

        Assert.Equal(1, measured.Where(m => m.Instrument == "bn.email.relays_down").Sum(m => m.Value));
        Assert.Equal(3, measured.Where(m => m.Instrument == "bn.email.relay_failures").Sum(m => m.Value));

        _clock.Advance(TimeSpan.FromSeconds(5));
        await channel.SendAsync(Outgoing.Email(provider: name), _cancellation);
        Assert.Equal(0, measured.Where(m => m.Instrument == "bn.email.relays_down").Sum(m => m.Value));
    }

    private async Task FailAsync(ScriptedSmtpServer server, EmailChannel channel, int times)
    {
        for (var time = 0; time < times; time++)
        {
            server.Drop("GREETING");
            Assert.Equal(Deferred, await channel.SendAsync(Outgoing.Email(), _cancellation));
        }
    }

    private static MeterListener Listen(string relay, ConcurrentQueue<(string Instrument, long Value)> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == RelayMetrics.Name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
        return listener;

        void Take(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag is { Key: "relay" } && tag.Value as string == relay)
                {
                    measured.Enqueue((instrument.Name, value));
                }
            }
        }
    }
}
