using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Reminders;

namespace PacedEngine.Reminders;

/// <summary>
/// Delivers one reminder that this silo has taken, and settles its row: on to its next time, back into the queue after a
/// failure, out of it after too many. Dying before the delivery or before the row is settled lets the lease run out, and
/// the reminder comes again.
/// </summary>
internal sealed partial class Delivery(
    DueJournal journal,
    InFlight inFlight,
    IGrainFactory grains,
    ReminderMetrics metrics,
    IOptions<PacedReminderOptions> options,
    [FromKeyedServices(ReminderTimeProviderNames.Reminders)] TimeProvider clock,
    ILogger<Delivery> logger)
{
    private const string NeverEnded = "its silo died, each time";

    /// <summary>Ends when the row is settled, and never throws.</summary>
    /// <param name="cancellationToken">Asks the grain to come to an end.</param>
    public async Task RunAsync(Claim claim, CancellationToken cancellationToken)
    {
        inFlight.Begin(claim);
        // Taken that often without an end, it ends whoever delivers it.
        var failure = claim.Attempts > options.Value.MostAttempts
            ? NeverEnded
            : await DeliverAsync(claim.Row, cancellationToken);
        // A grain that has registered anew, or unregistered, has settled the row itself.
        if (inFlight.End(claim))
        {
            await SettleAsync(claim, failure);
        }
    }

    private async Task<string?> DeliverAsync(DueRow row, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        metrics.Delivered(now > row.DueAt ? now - row.DueAt : TimeSpan.Zero);
        try
        {
            await grains.GetGrain(GrainId.Parse(row.Key.Grain, CultureInfo.InvariantCulture)).AsReference<IRemindable>().ReceiveReminder(
                row.Key.Name, new TickStatus(row.DueAt.UtcDateTime, row.Period, now.UtcDateTime), cancellationToken);
            return null;
        }
        catch (Exception e)
        {
            // Whatever it is, the reminder comes again, or is parked where somebody sees it.
            return e.GetType().Name;
        }
    }

    private async Task SettleAsync(Claim claim, string? failure)
    {
        var settled = Settled(claim, failure);
        try
        {
            if (await journal.WriteAsync(settled, CancellationToken.None) is null || failure is null)
            {
                return;
            }
        }
        catch (Exception e)
        {
            LogNotSettled(claim.Row.Key.Grain, e.GetType().Name);
            return;
        }

        if (settled.ParkedAt is not null)
        {
            metrics.Parked();
            LogParked(claim.Row.Key.Name, claim.Row.Key.Grain, claim.Attempts, failure);
        }
        else
        {
            metrics.Retried();
            LogFailed(claim.Row.Key.Name, claim.Row.Key.Grain, claim.Attempts, failure);
        }
    }

    private DueChange.Settle Settled(Claim claim, string? failure)
    {
        var (row, attempts) = claim;
        var now = clock.GetUtcNow();
        return failure is null
            ? new(row.Key, row.Version, DueTimes.Next(row.DueAt, row.Period, now), 0, null)
            : new(
                row.Key,
                row.Version,
                now + DueTimes.BackOff(
                    attempts, options.Value.FirstBackOff, options.Value.LongestBackOff, Random.Shared.NextDouble()),
                attempts,
                attempts >= options.Value.MostAttempts ? now : null);
    }

    [LoggerMessage(LogLevel.Warning, "Reminder {Name} of {Grain} failed, attempt {Attempt}: {Error}. It comes again")]
    private partial void LogFailed(string name, string grain, int attempt, string error);

    [LoggerMessage(
        LogLevel.Error,
        "Reminder {Name} of {Grain} failed {Attempts} times and is parked until somebody takes it up again: {Error}")]
    private partial void LogParked(string name, string grain, int attempts, string error);

    [LoggerMessage(LogLevel.Warning, "The delivery to {Grain} could not be settled: {Error}. It comes again when its lease ends")]
    private partial void LogNotSettled(string grain, string error);
}
