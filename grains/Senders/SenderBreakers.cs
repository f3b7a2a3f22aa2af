using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BalanceNotifications.Senders;

/// <summary>
/// What this silo knows of the breakers that all silos share: at most five seconds old, its own changes at once. The
/// table is written when something fails, and when a probe is taken or ends; what goes well is only counted here.
/// </summary>
internal sealed partial class SenderBreakers(
    BreakerStore store, IOptions<BreakerOptions> options, SenderMetrics metrics, TimeProvider clock,
    ILogger<SenderBreakers> logger)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly BreakerLimits _limits = options.Value.Limits;
    private readonly ConcurrentDictionary<SenderKey, (SenderBreaker Breaker, DateTimeOffset At)> _seen = new();

    private readonly ConcurrentDictionary<SenderKey, Lazy<Task<SenderBreaker>>> _reading = new();

    // Since the last failure that was told.
    private readonly ConcurrentDictionary<SenderKey, RecentSuccesses> _successes = new();

    public async ValueTask<SenderBreaker> FindAsync(SenderKey sender, CancellationToken cancellationToken)
    {
        if (_seen.TryGetValue(sender, out var seen) && (clock.GetUtcNow() - seen.At).Duration() < Fresh)
        {
            return seen.Breaker;
        }

        // Those who find it too old at the same time wait for one read, which heeds nobody's token.
        var reading = _reading.GetOrAdd(sender, key => new(() => Task.Run(() => ReadAsync(key), CancellationToken.None)));
        return await reading.Value.WaitAsync(cancellationToken);
    }

    private async Task<SenderBreaker> ReadAsync(SenderKey sender)
    {
        try
        {
            var known = _seen.TryGetValue(sender, out var seen);
            var found = (Breaker: await store.FindAsync(sender, CancellationToken.None), At: clock.GetUtcNow());
            // What was changed here meanwhile is newer than what was read.
            _seen.AddOrUpdate(sender, found, (_, other) => known && other == seen ? found : other);
            return found.Breaker;
        }
        finally
        {
            _reading.TryRemove(sender, out _);
        }
    }

    /// <summary>The breaker after this notification has asked to be its probe; <c>Probe</c> says who is.</summary>
    public Task<SenderBreaker> TakeProbeAsync(
        SenderKey sender, Guid notification, CancellationToken cancellationToken) => ChangeAsync(
            sender, breaker => BreakerRules.TakeProbe(breaker, notification, clock.GetUtcNow()), cancellationToken);

    /// <summary>The attempt did not happen. A probe that cannot be given back is lost in two minutes.</summary>
    public Task GiveProbeBackAsync(SenderKey sender, Guid notification) => TellAsync(
        sender, breaker => BreakerRules.GiveProbeBack(breaker, notification));

    /// <summary>What an attempt, or a report, said about its sender. Told twice, a fault counts twice.</summary>
    /// <param name="probes">It had taken the probe; whether it still has it, the row says.</param>
    public async Task TellAsync(
        SenderKey sender, Guid notification, SenderVerdict verdict, string reason, bool probes = false)
    {
        if (verdict is SenderVerdict.Fault)
        {
            metrics.Fault(sender);
            await TellAsync(sender, breaker => BreakerRules.AfterFault(
                breaker, notification, reason, SuccessesOf(sender).Take, _limits, clock.GetUtcNow()));
        }
        else if (probes)
        {
            await TellAsync(sender, breaker => BreakerRules.AfterProbe(
                breaker, notification, verdict is SenderVerdict.Works, _limits, clock.GetUtcNow()));
        }
        else if (verdict is SenderVerdict.Works)
        {
            SuccessesOf(sender).Add(clock.GetUtcNow());
        }
    }

    // The attempt is recorded by now: a database that is away must not make it fail.
    private async Task TellAsync(SenderKey sender, Func<SenderBreaker, SenderBreaker> decide)
    {
        try
        {
            await ChangeAsync(sender, decide, CancellationToken.None);
        }
        catch (NpgsqlException e)
        {
            LogNotTold(sender.Channel, sender.Provider, e.SqlState);
        }
    }

    private async Task<SenderBreaker> ChangeAsync(
        SenderKey sender, Func<SenderBreaker, SenderBreaker> decide, CancellationToken cancellationToken)
    {
        var (before, after) = await store.ChangeAsync(sender, decide, cancellationToken);
        Alert(sender, before, after);
        return Remember(sender, after);
    }

    // By whoever made the change, and so once. A sender is the practice's own address, never a guarantor's.
    private void Alert(SenderKey sender, SenderBreaker before, SenderBreaker after)
    {
        switch (before.IsOpen, after.IsOpen)
        {
            case (true, false):
                metrics.Transition(sender, "closed");
                LogClosed(sender.Channel, sender.Sender, sender.Provider);
                break;

            case (false, true):
                metrics.Transition(sender, "opened");
                LogOpen(sender.Channel, sender.Sender, sender.Provider, after.Reason, after.ProbeAt);
                break;

            case (true, true) when after.Trips > before.Trips:
                metrics.Transition(sender, "reopened");
                LogStillOpen(sender.Channel, sender.Sender, sender.Provider, after.Reason, after.ProbeAt);
                break;
        }
    }

    private SenderBreaker Remember(SenderKey sender, SenderBreaker breaker)
    {
        _seen[sender] = (breaker, clock.GetUtcNow());
        return breaker;
    }

    private RecentSuccesses SuccessesOf(SenderKey sender) =>
        _successes.GetOrAdd(sender, _ => new(_limits.Window));

    [LoggerMessage(
        LogLevel.Error,
        "Everything of the {Channel} sender {Sender} at {Provider} waits: {Reason}. The first probe is at {ProbeAt}")]
    private partial void LogOpen(
        Channel channel, string sender, string provider, string? reason, DateTimeOffset? probeAt);

    [LoggerMessage(
        LogLevel.Error,
        "A probe of the {Channel} sender {Sender} at {Provider} failed: {Reason}. The next is at {ProbeAt}")]
    private partial void LogStillOpen(
        Channel channel, string sender, string provider, string? reason, DateTimeOffset? probeAt);

    [LoggerMessage(LogLevel.Error, "The {Channel} sender {Sender} at {Provider} works again; what waited for it goes out")]
    private partial void LogClosed(Channel channel, string sender, string provider);

    [LoggerMessage(LogLevel.Warning, "The breaker of a {Channel} sender at {Provider} was not told: database error {SqlState}")]
    private partial void LogNotTold(Channel channel, string provider, string? sqlState);
}
