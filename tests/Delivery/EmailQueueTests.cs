using BalanceNotifications.Delivery.Email;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;
using Microsoft.Extensions.Time.Testing;

namespace BalanceNotifications.Delivery;

/// <summary>More messages than a slow relay has connections: they wait before it hears of them, and not for long.</summary>
public sealed class EmailQueueTests : IAsyncLifetime
{
    private static readonly DeliveryResult PutOff = new DeliveryResult.Deferred(Reason.TryLater);

    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedSmtpServer _server = new();
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Four_messages_over_one_connection_that_needs_four_seconds_for_each_arrive_once_and_without_doubt()
    {
        using var channel = Channel();
        var messages = Enumerable.Range(0, 4).Select(_ => Outgoing.Email()).ToArray();

        for (var next = 0; next < messages.Length; next++)
        {
            var answer = Hold();
            var first = channel.SendAsync(messages[next], _cancellation);
            var behind = messages[(next + 1)..].Select(message => channel.SendAsync(message, _cancellation)).ToArray();

            _clock.Advance(TimeSpan.FromSeconds(4));
            Assert.All(await Task.WhenAll(behind), result => Assert.Equal(PutOff, result));
            answer.SetResult();
            Assert.IsType<DeliveryResult.Accepted>(await first);
        }

        Assert.Equal(
            messages.Select(message => $"{message.NotificationId:n}@north.example"),
            _server.Received.Select(mail => mail.Message.MessageId));
        Assert.Equal(4, _server.Commands.Count(command => command.StartsWith("MAIL", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_time_of_a_message_begins_when_it_has_a_connection()
    {
        using var channel = Channel();
        var (first, second) = (Hold(), Hold());
        var before = channel.SendAsync(Outgoing.Email(), _cancellation);
        var after = channel.SendAsync(Outgoing.Email(), _cancellation);

        _clock.Advance(TimeSpan.FromSeconds(1.5));
        first.SetResult();
        await before;
        await Eventually.HoldsAsync(() => Task.FromResult(_server.Commands.Count(command => command is "DATA") is 2));
        _clock.Advance(TimeSpan.FromSeconds(11));
        second.SetResult();

        Assert.IsType<DeliveryResult.Accepted>(await after);
    }

    [Fact]
    public async Task What_only_waited_says_nothing_against_the_relay()
    {
        using var channel = Channel();
        var answer = Hold();
        var first = channel.SendAsync(Outgoing.Email(), _cancellation);
        var behind = Enumerable.Range(0, 5).Select(_ => channel.SendAsync(Outgoing.Email(), _cancellation)).ToArray();
        _clock.Advance(TimeSpan.FromSeconds(2));
        await Task.WhenAll(behind);
        answer.SetResult();
        await first;

        Assert.IsType<DeliveryResult.Accepted>(await channel.SendAsync(Outgoing.Email(), _cancellation));
    }

    [Fact]
    public async Task Who_gives_up_while_it_waits_for_a_connection_has_sent_nothing()
    {
        using var channel = Channel();
        var answer = Hold();
        var first = channel.SendAsync(Outgoing.Email(), _cancellation);
        using var caller = new CancellationTokenSource();
        var second = channel.SendAsync(Outgoing.Email(), caller.Token);

        await caller.CancelAsync();

        Assert.Equal(new DeliveryResult.Deferred("interrupted"), await second);
        answer.SetResult();
        Assert.IsType<DeliveryResult.Accepted>(await first);
    }

    [Fact]
    public async Task Places_beyond_the_connections_are_there_only_while_the_relay_is_quick()
    {
        using var channel = Channel();
        Assert.Equal(1, await PlacesAsync(channel));

        await channel.SendAsync(Outgoing.Email(), _cancellation);
        Assert.Equal(16, await PlacesAsync(channel));

        var answer = Hold();
        var slow = channel.SendAsync(Outgoing.Email(), _cancellation);
        _clock.Advance(TimeSpan.FromSeconds(10));
        answer.SetResult();
        await slow;
        Assert.Equal(1, await PlacesAsync(channel));
    }

    [Fact]
    public async Task A_relay_that_hangs_has_no_more_places_than_connections_from_the_first_message_on_that_waited_in_vain()
    {
        using var channel = Channel();
        await channel.SendAsync(Outgoing.Email(), _cancellation);
        var answer = Hold();
        var hanging = channel.SendAsync(Outgoing.Email(), _cancellation);
        var behind = channel.SendAsync(Outgoing.Email(), _cancellation);
        Assert.Equal(16, await PlacesAsync(channel));

        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(PutOff, await behind);

        Assert.Equal(1, await PlacesAsync(channel));
        answer.SetResult();
        Assert.IsType<DeliveryResult.Accepted>(await hanging);
    }

    [Fact]
    public async Task Who_gives_up_while_it_waits_says_nothing_of_the_relays_pace()
    {
        using var channel = Channel();
        await channel.SendAsync(Outgoing.Email(), _cancellation);
        var answer = Hold();
        var hanging = channel.SendAsync(Outgoing.Email(), _cancellation);
        using var caller = new CancellationTokenSource();
        var behind = channel.SendAsync(Outgoing.Email(), caller.Token);

        await caller.CancelAsync();
        await behind;

        Assert.Equal(16, await PlacesAsync(channel));
        answer.SetResult();
        await hanging;
    }

    private async Task<int> PlacesAsync(EmailChannel channel)
    {
        var held = new List<IDisposable>();
        while (await channel.ReserveAsync(Outgoing.Email(), TimeSpan.Zero, _cancellation) is { } place)
        {
            held.Add(place);
        }

        // Given back twice, it is still one place.
        held.ForEach(place => place.Dispose());
        held.ForEach(place => place.Dispose());
        return held.Count;
    }

    private TaskCompletionSource Hold()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Hold("CONTENT", answer.Task);
        return answer;
    }

    private EmailChannel Channel() => EmailSetup.Channel(EmailSetup.Plain(_server.Port, connections: 1), _clock);
}
