using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Reminders;
using Orleans.Runtime.Messaging;

namespace PacedEngine.Reminders;

/// <summary>
/// Takes what is due as fast as there is room for it, and no faster. Any silo takes anything: there is no ring and no
/// ownership, and a slow silo takes less.
/// </summary>
internal sealed partial class ReminderPump(
    DueIndex index,
    Delivery delivery,
    ReminderMetrics metrics,
    IOverloadDetector overload,
    IOptions<PacedReminderOptions> options,
    [FromKeyedServices(ReminderTimeProviderNames.Reminders)] TimeProvider clock,
    ILogger<ReminderPump> logger) : BackgroundService
{
    private readonly TenantTurns _turns = new(index, clock);
    private readonly FlightWindow _window = new(options.Value.MostInFlight, options.Value.Aloft, TimeProvider.System);
    private readonly CancellationTokenSource _farewell = new();

    // One is enough to know that some delivery has ended.
    private readonly Channel<bool> _ended = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private int _running;
    private bool _crowded;

    // The most room that was ever seen behind the reminders.
    private int _mostRoom;

    // Every claim passes over what is in flight and what has just gone: one of 500 costs a third of five of 100, measured.
    // With work in hand it pays to let some of it end first; with three quarters of it stuck, the rest goes on.
    private int WorthAClaim => Math.Max(1, Math.Min(_window.Size, _mostRoom) / 4);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // What is on its way ends, within its time; what does not keeps its lease, and comes again.
        _farewell.CancelAfter(options.Value.Farewell);
        try
        {
            while (Volatile.Read(ref _running) > 0)
            {
                await _ended.Reader.ReadAsync(_farewell.Token);
            }
        }
        catch (OperationCanceledException)
        {
            LogLeftBehind(Volatile.Read(ref _running));
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _farewell.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await TakeAsync(stoppingToken))
                {
                    await Task.Delay(options.Value.Poll, clock, stoppingToken);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // A database that is away comes back; nothing is lost meanwhile.
                LogNoClaim(e.GetType().Name);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken);
            }
        }
    }

    private int FindRoom()
    {
        if (overload.IsOverloaded)
        {
            return 0;
        }

        var behind = options.Value.Room();
        _mostRoom = Math.Max(_mostRoom, behind);
        return Math.Min(_window.Room(Volatile.Read(ref _running)), behind);
    }

    /// <returns>False when there is nothing to do before the next poll.</returns>
    private async Task<bool> TakeAsync(CancellationToken stoppingToken)
    {
        var room = FindRoom();
        if (Volatile.Read(ref _running) > 0 && room < WorthAClaim)
        {
            await _ended.Reader.ReadAsync(stoppingToken);
            return true;
        }

        if (room <= 0)
        {
            return false;
        }

        var wasCrowded = _crowded;
        var claims = await ClaimAsync(room, stoppingToken);
        metrics.Claimed(claims.Count);
        foreach (var claim in claims)
        {
            Interlocked.Increment(ref _running);
            _ = DeliverAsync(claim);
        }

        return wasCrowded || _crowded;
    }

    private async Task<IReadOnlyList<Claim>> ClaimAsync(int most, CancellationToken stoppingToken)
    {
        var now = clock.GetUtcNow();
        var leaseUntil = now + options.Value.Lease;
        if (_crowded && await _turns.NextAsync(most, stoppingToken) is { Count: > 0 } tenants)
        {
            var shares = await index.ClaimSharesAsync(tenants, now, most, leaseUntil);
            _crowded = shares.Count > 0;
            if (!_crowded)
            {
                _turns.Reset();
            }

            return shares;
        }

        var oldest = await index.ClaimOldestAsync(now, most, leaseUntil);
        // All that was asked for: there may be more, and then the oldest are perhaps all of one tenant.
        _crowded = oldest.Count == most;
        return oldest;
    }

    private async Task DeliverAsync(Claim claim)
    {
        try
        {
            await delivery.RunAsync(claim, _farewell.Token);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            _window.End();
            _ended.Writer.TryWrite(true);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} deliveries did not end before the shutdown; their reminders come again")]
    private partial void LogLeftBehind(int count);

    [LoggerMessage(LogLevel.Warning, "Nothing could be taken from the due index: {Error}; tried again in a second")]
    private partial void LogNoClaim(string error);
}
