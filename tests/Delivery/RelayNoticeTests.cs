using System.Collections.Concurrent;
using BalanceNotifications.Delivery.Email;
using BalanceNotifications.Links;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Delivery;

/// <summary>What a silo says when it starts about what only a relay's operator can see to.</summary>
public sealed class RelayNoticeTests
{
    [Fact]
    public async Task A_relay_nobody_vouched_for_is_named_with_what_to_do()
    {
        var log = await StartAsync(new RelayOptions { Host = "relay.example" }, "http://pay.example");

        Assert.Contains(log, line => line.Contains("Relay north", StringComparison.Ordinal)
            && line.Contains("DkimCoversUnsubscribe", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("BounceAddress", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("not https", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_relay_that_is_seen_to_is_not_mentioned() => Assert.Empty(await StartAsync(
        new RelayOptions { Host = "relay.example", BounceAddress = "b@bn.example", DkimCoversUnsubscribe = true },
        "https://pay.example"));

    private static async Task<IReadOnlyCollection<string>> StartAsync(RelayOptions relay, string publicUrl)
    {
        var log = new RecordedLog();
        var notices = new RelayNotices(
            Options.Create(new EmailOptions { Relays = { ["north"] = relay } }),
            Options.Create(new LinkOptions { PublicUrl = publicUrl }),
            log);
        await notices.StartAsync(TestContext.Current.CancellationToken);
        return log.Warnings;
    }

    private sealed class RecordedLog : ILogger<RelayNotices>
    {
        public ConcurrentQueue<string> Warnings { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            Assert.Equal(LogLevel.Warning, logLevel);
            Warnings.Enqueue(formatter(state, exception));
        }
    }
}
