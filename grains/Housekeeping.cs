using BalanceNotifications.Accounts;
using BalanceNotifications.Audit;
using BalanceNotifications.Batches;
using BalanceNotifications.Notifications;
using BalanceNotifications.Notifications.Actions;
using BalanceNotifications.Sending;
using BalanceNotifications.Upkeep;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace BalanceNotifications;

/// <summary>
/// What a silo does beside its grains: folds counts, seals audit trails, goes on with batches and actions whose driver
/// was never told or died, wakes accounts whose reminder was lost, asks for reports that did not come, clears leftovers
/// away, keeps partitions ahead. Every silo does it; each job is safe to do twice at once.
/// </summary>
internal sealed partial class Housekeeping(
    CountFold counts,
    AuditSealing sealing,
    BatchWork batches,
    ActionWork actions,
    LostReminders lost,
    Leftovers leftovers,
    ReportSweep reports,
    IGrainFactory grains,
    IOptions<ClusterOptions> cluster,
    TimeProvider clock,
    ILogger<Housekeeping> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WakePace = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SurelyOverdue = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ClearPace = TimeSpan.FromHours(1);
    private static readonly TimeSpan PartitionPace = TimeSpan.FromHours(24);

    // Behind a giant that is paused, a million overdue accounts are looked through within the hour.
    private const int PagesARound = 5;

    private OverduePlace? _lookedUpTo;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var partitionsMadeAt = clock.GetTimestamp();
        var (wokenAt, clearedAt) = (partitionsMadeAt, partitionsMadeAt);
        using var timer = new PeriodicTimer(Pace, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryAsync("fold counts", counts.FoldAsync, stoppingToken);
            await TryAsync("seal the audit trails", sealing.ExtendAsync, stoppingToken);
            await TryAsync("resume batches", ResumeBatchesAsync, stoppingToken);
            await TryAsync("resume actions", ResumeActionsAsync, stoppingToken);
            if (clock.GetElapsedTime(wokenAt) > WakePace)
            {
                await TryAsync("wake overdue accounts", WakeAsync, stoppingToken);
                await TryAsync("ask for reports", reports.RunAsync, stoppingToken);
                wokenAt = clock.GetTimestamp();
            }

            if (clock.GetElapsedTime(clearedAt) > ClearPace)
            {
                await TryAsync("forget file rows", token => leftovers.ForgetRowsAsync(token), stoppingToken);
                await TryAsync("drop ended links", token => leftovers.DropLinksAsync(token), stoppingToken);
                await TryAsync("drop old replies", token => leftovers.DropInboundAsync(token), stoppingToken);
                await TryAsync("drop old test calls", token => leftovers.DropTestCallsAsync(token), stoppingToken);
                await TryAsync("drop old actions", token => leftovers.DropActionsAsync(token), stoppingToken);
                await TryAsync("drop old events", token => leftovers.DropEventsAsync(token), stoppingToken);
                await TryAsync("drop old answers", token => leftovers.DropIdempotentAsync(token), stoppingToken);
                await TryAsync("drop bodies of rows", token => leftovers.DropBodiesAsync(token), stoppingToken);
                clearedAt = clock.GetTimestamp();
            }

            if (clock.GetElapsedTime(partitionsMadeAt) > PartitionPace
                && await TryAsync("make partitions", counts.MakePartitionsAsync, stoppingToken))
            {
                partitionsMadeAt = clock.GetTimestamp();
            }
        }
    }

    private async Task ResumeBatchesAsync(CancellationToken cancellationToken)
    {
        foreach (var (practice, batch) in await batches.UnderWayAsync(cancellationToken))
        {
            await TryAsync(
                "resume a batch",
                token => grains.GetGrain<IBatchGrain>($"{practice}/{batch}").StartAsync(actor: null, token),
                cancellationToken);
        }
    }

    private async Task ResumeActionsAsync(CancellationToken cancellationToken)
    {
        foreach (var (practice, action) in await actions.OpenAsync(cancellationToken))
        {
            await TryAsync(
                "resume an action",
                token => grains.GetGrain<INotificationActionGrain>($"{practice}/{action}").StartAsync(token),
                cancellationToken);
        }
    }

    private async Task WakeAsync(CancellationToken cancellationToken)
    {
        for (var page = 0; page < PagesARound; page++)
        {
            var found = await lost.FindAsync(
                cluster.Value.ServiceId, clock.GetUtcNow() - SurelyOverdue, _lookedUpTo, cancellationToken);
            await WakeAsync(found.Keys, cancellationToken);
            _lookedUpTo = found.Next;
            if (found.Next is null)
            {
                return;
            }
        }
    }

    private async Task WakeAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        if (keys.Count > 0)
        {
            LogLost(keys.Count);
        }

        foreach (var key in keys)
        {
            await TryAsync(
                "wake an account", token => grains.GetGrain<IAccountGrain>(key).WakeAsync(token), cancellationToken);
        }
    }

    // One job that fails must not stop the others, or the next round.
    private async Task<bool> TryAsync(string job, Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        try
        {
            await work(stoppingToken);
            return true;
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(job, e.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} overdue accounts had lost their reminder; they get it back")]
    private partial void LogLost(int count);

    [LoggerMessage(LogLevel.Warning, "Could not {Job}: {Error}; tried again soon")]
    private partial void LogFailed(string job, string error);
}
