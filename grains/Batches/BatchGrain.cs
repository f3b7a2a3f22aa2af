using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Batches;

/// <summary>
/// Works off a batch in bites. It keeps nothing itself: the rows say what is done, every row is safe to repeat, and a
/// reminder brings the work back wherever it stood when a silo died.
/// </summary>
[GrainType("batch")]
internal sealed partial class BatchGrain(BatchWork work, BatchRows rows, ILogger<BatchGrain> logger)
    : Grain, IBatchGrain, IRemindable
{
    private const string DriveReminder = "drive";
    private const int Bite = 200;

    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    private int _practice;
    private Guid _batch;
    private IGrainTimer? _drive;

    // Rows up to here were told in this pass; some of them may wait on, for the next.
    private int _toldUpTo;
    private bool _someWait;

    private CancelledBatch _cancelled = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString().Split('/');
        _practice = int.Parse(key[0], System.Globalization.CultureInfo.InvariantCulture);
        _batch = Guid.Parse(key[1]);
        _cancelled = new CancelledBatch(work, rows, _practice, _batch);
        return Task.CompletedTask;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await this.RegisterOrUpdateReminder(DriveReminder, Retry, Retry, CancellationToken.None);
        await work.BeginAsync(_practice, _batch, CancellationToken.None);
        Drive();
    }

    public async Task<bool> CancelAsync(string actor, CancellationToken cancellationToken)
    {
        await this.RegisterOrUpdateReminder(DriveReminder, Retry, Retry, CancellationToken.None);
        var before = await work.CancelAsync(_practice, _batch, CancellationToken.None);
        switch (before)
        {
            case BatchStatus.Created: // no account was told of it
                await DropReminderAsync(CancellationToken.None);
                break;
            case null: // ended before: only what is still to be taken back, if anything
                Drive();
                break;
            default:
                _cancelled.LookOnceMore();
                Drive();
                break;
        }

        LogCancelled(_batch, actor);
        return before is not null;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Drive();
        return Task.CompletedTask;
    }

    // A timer, so that calls come through between two bites.
    private void Drive() => _drive ??= this.RegisterGrainTimer(
        DriveAsync,
        new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { KeepAlive = true });

    private async Task DriveAsync(CancellationToken cancellationToken)
    {
        var goesOn = false;
        try
        {
            goesOn = await WorkAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The reminder brings the work back; the rows that are done stay done.
            LogInterrupted(_batch, e.GetType().Name);
        }

        if (goesOn)
        {
            _drive?.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _drive?.Dispose();
            _drive = null;
        }
    }

    private async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var (more, settled) = await work.FindAsync(_practice, _batch, cancellationToken) switch
        {
            { Status: BatchStatus.Uploading } uploading =>
                (await UploadAsync(uploading.Kind, cancellationToken), true),
            // Only statements are taken back: what was paid was paid.
            { Status: BatchStatus.Cancelled, Kind: BatchKind.Cycle } =>
                (await _cancelled.GoOnAsync(cancellationToken), _cancelled.IsSettled),
            _ => (false, true),
        };
        if (!more && settled)
        {
            await DropReminderAsync(cancellationToken);
        }

        return more;
    }

    private async Task DropReminderAsync(CancellationToken cancellationToken)
    {
        if (await this.GetReminder(DriveReminder, cancellationToken) is { } reminder)
        {
            await this.UnregisterReminder(reminder, CancellationToken.None);
        }
    }

    private async Task<bool> UploadAsync(BatchKind kind, CancellationToken cancellationToken)
    {
        var waiting = await work.WaitingAsync(_practice, _batch, _toldUpTo, Bite, cancellationToken);
        if (waiting.Count > 0)
        {
            var worked = await rows.TellAsync(_practice, _batch, kind, waiting);
            await work.MarkAsync(_practice, _batch, worked, CancellationToken.None);
            _toldUpTo = waiting[^1].Row;
            _someWait |= worked.Count < waiting.Count;
            return true;
        }

        if (_someWait)
        {
            // The end of the pass; the reminder begins the next.
            (_toldUpTo, _someWait) = (0, false);
            throw new StorageUnavailableException("Some rows could not be told to their accounts.");
        }

        await work.EndAsync(_practice, _batch, BatchStatus.Accepted, CancellationToken.None);
        LogAccepted(_batch);
        return false;
    }

    [LoggerMessage(LogLevel.Information, "Batch {Batch} is uploaded")]
    private partial void LogAccepted(Guid batch);

    [LoggerMessage(LogLevel.Information, "Batch {Batch} was cancelled by {Actor}")]
    private partial void LogCancelled(Guid batch, string actor);

    [LoggerMessage(LogLevel.Warning, "Batch {Batch} was interrupted by {Error} and goes on within a minute")]
    private partial void LogInterrupted(Guid batch, string error);
}
