using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Batches;

/// <summary>
/// Drives a batch to its end. It keeps nothing itself: the batch says how far it is, every row is safe to repeat, and a
/// reminder brings the work back wherever it stood when a silo died.
/// </summary>
[GrainType("batch")]
internal sealed partial class BatchGrain(
    BatchWork work, BatchPages pages, BatchRows rows, TimeProvider clock, ILogger<BatchGrain> logger)
    : Grain, IBatchGrain, IRemindable
{
    private const string DriveReminder = "drive";

    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    /// <summary>After so long it looks up what became of the batch, and shows the runtime that it is alive.</summary>
    private static readonly TimeSpan Stretch = TimeSpan.FromSeconds(30);

    /// <summary>Without a single row told for so long it fails: somebody has to see to what is wrong.</summary>
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromHours(24);

    private const string Failure =
        "For 24 hours not one of the rows that are left could be told to its account. Upload goes on with them.";

    private int _practice;
    private Guid _batch;
    private IGrainTimer? _drive;
    private bool _wanted;
    private BatchUpload? _upload;
    private CancelledBatch _cancelled = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString().Split('/');
        _practice = int.Parse(key[0], System.Globalization.CultureInfo.InvariantCulture);
        _batch = Guid.Parse(key[1]);
        _cancelled = new CancelledBatch(pages, rows, _practice, _batch);
        return Task.CompletedTask;
    }

    public async Task StartAsync(string? actor, CancellationToken cancellationToken)
    {
        await this.RegisterOrUpdateReminder(DriveReminder, Retry, Retry, CancellationToken.None);
        await work.StartAsync(_practice, _batch, actor, CancellationToken.None);
        Drive();
    }

    public async Task<bool> CancelAsync(string actor, CancellationToken cancellationToken)
    {
        await this.RegisterOrUpdateReminder(DriveReminder, Retry, Retry, CancellationToken.None);
        var before = await work.CancelAsync(_practice, _batch, actor, CancellationToken.None);
        switch (before)
        {
            case BatchStatus.Created: // no account was told of it
                await DropReminderAsync(CancellationToken.None);
                break;
            case null: // cancelled before: only what is still to be taken back, if anything
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

    // A timer that calls come in between: whoever cancels does not wait for a stretch to end.
    private void Drive()
    {
        _wanted = true;
        _drive ??= this.RegisterGrainTimer(
            DriveAsync,
            new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
    }

    private async Task DriveAsync(CancellationToken cancellationToken)
    {
        (var goesOn, _wanted) = (false, false);
        try
        {
            goesOn = await WorkAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The reminder brings the work back; the rows that are done stay done.
            LogInterrupted(_batch, e.GetType().Name);
            _upload = null;
        }

        // Who cancels just as it ends is heard as well.
        if (goesOn || _wanted)
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
        switch (await work.FindAsync(_practice, _batch, cancellationToken))
        {
            case { Status: BatchStatus.Uploading } uploading:
                if (await UploadAsync(uploading, cancellationToken))
                {
                    return true;
                }

                break;

            // Only what is sent is taken back: what was paid was paid.
            case { Status: BatchStatus.Cancelled, Kind: BatchKind.Cycle or BatchKind.OnDemand }:
                if (await _cancelled.GoOnAsync(cancellationToken))
                {
                    return true;
                }

                if (!_cancelled.IsSettled)
                {
                    return false; // the reminder brings the walk back
                }

                await work.TakenBackAsync(_practice, _batch);
                break;

            case { Status: BatchStatus.Cancelled }:
                await work.TakenBackAsync(_practice, _batch);
                break;
        }

        // Who cancelled it meanwhile still needs the reminder.
        if (!_wanted)
        {
            await DropReminderAsync(cancellationToken);
        }

        return false;
    }

    private async Task DropReminderAsync(CancellationToken cancellationToken)
    {
        if (await this.GetReminder(DriveReminder, cancellationToken) is { } reminder)
        {
            await this.UnregisterReminder(reminder, CancellationToken.None);
        }
    }

    private async Task<bool> UploadAsync(DrivenBatch batch, CancellationToken cancellationToken)
    {
        _upload ??= new(pages, rows, clock, _practice, _batch, batch.Kind);
        try
        {
            if (await _upload.GoOnAsync(batch.ToldUpTo, Stretch, cancellationToken))
            {
                return true;
            }

            if (await _upload.TellWaitingOnAsync(cancellationToken))
            {
                throw new StorageUnavailableException("Some rows could not be told to their accounts.");
            }
        }
        catch (Exception e) when (e is not OperationCanceledException && clock.GetUtcNow() - batch.MovedAt > GivesUpAfter)
        {
            await work.EndAsync(_practice, _batch, BatchStatus.Failed, Failure);
            LogGaveUp(_batch, e.GetType().Name);
            return false;
        }

        if (await work.EndAsync(_practice, _batch, BatchStatus.Accepted))
        {
            LogAccepted(_batch);
        }

        return false;
    }

    [LoggerMessage(LogLevel.Information, "Batch {Batch} is uploaded")]
    private partial void LogAccepted(Guid batch);

    [LoggerMessage(LogLevel.Information, "Batch {Batch} was cancelled by {Actor}")]
    private partial void LogCancelled(Guid batch, string actor);

    [LoggerMessage(LogLevel.Error, "Batch {Batch} has failed: no row could be told for a day, at last for {Error}")]
    private partial void LogGaveUp(Guid batch, string error);

    [LoggerMessage(LogLevel.Warning, "Batch {Batch} was interrupted by {Error} and goes on within a minute")]
    private partial void LogInterrupted(Guid batch, string error);
}
