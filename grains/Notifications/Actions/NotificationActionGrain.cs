using System.Globalization;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Notifications.Actions;

/// <summary>
/// Works off an action in bites. It keeps nothing itself: the rows say what is picked and done, and every bite is safe to
/// repeat. Whatever interrupts it, housekeeping starts it again within half a minute.
/// </summary>
[GrainType("notification-action")]
internal sealed partial class NotificationActionGrain(
    ActionWork work, ActionItems items, ILogger<NotificationActionGrain> logger) : Grain, INotificationActionGrain
{
    private const int PickBite = 5_000;
    private const int Bite = 200;
    private const int LookBite = 5_000;

    private int _practice;
    private Guid _action;
    private IGrainTimer? _drive;
    private bool _wanted;

    // Told up to here in this pass; some of them may wait on, for the next.
    private Guid _toldUpTo;
    private bool _someWait;

    // Looked through so far, once it is being stopped.
    private Guid _lookedUpTo;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString().Split('/');
        _practice = int.Parse(key[0], CultureInfo.InvariantCulture);
        _action = Guid.Parse(key[1]);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A timer that calls come in between: nobody waits for the work, or for the bite in hand. It alone touches the place
        // of the pass, and never runs twice at once.
        _wanted = true;
        _drive ??= this.RegisterGrainTimer(
            DriveAsync,
            new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        return Task.CompletedTask;
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
            LogInterrupted(_action, e.GetType().Name);
        }

        // Who starts, or stops, it just as it ends is heard as well.
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
        switch (await work.FindAsync(_practice, _action, cancellationToken))
        {
            case { Status: ActionJobStatus.Picking } picking:
                await work.PickAsync(picking, PickBite, cancellationToken);
                return true;

            case { Status: ActionJobStatus.Running } running:
                return await TellAsync(running, cancellationToken);

            case { Status: ActionJobStatus.Stopping } stopping:
                return await StopAsync(stopping, cancellationToken);

            default:
                return false;
        }
    }

    private async Task<bool> TellAsync(ActionUnderWay action, CancellationToken cancellationToken)
    {
        var waiting = await work.WaitingAsync(action, _toldUpTo, Bite, cancellationToken);
        if (waiting.Count > 0)
        {
            var worked = await items.TellAsync(action, waiting);
            await work.MarkAsync(action, worked, CancellationToken.None);
            _toldUpTo = waiting[^1].Notification;
            _someWait |= worked.Any(item => item.State is ActionItemState.Waiting);
            return true;
        }

        // The end of a pass. What could not be told waits for the next, which housekeeping begins.
        var someWait = _someWait;
        (_toldUpTo, _someWait) = (Guid.Empty, false);
        if (!someWait)
        {
            await work.EndAsync(action, cancellationToken);
            LogDone(_action);
        }

        return false;
    }

    // Told, and not marked: whoever told them died in between. The trail says which, and nothing more is told.
    private async Task<bool> StopAsync(ActionUnderWay action, CancellationToken cancellationToken)
    {
        var waiting = await work.WaitingAsync(action, _lookedUpTo, LookBite, cancellationToken);
        if (waiting.Count > 0)
        {
            await work.MarkAsync(action, ActionItems.DoneOf(waiting), CancellationToken.None);
            _lookedUpTo = waiting[^1].Notification;
            return true;
        }

        await work.EndAsync(action, cancellationToken);
        LogStopped(_action);
        return false;
    }

    [LoggerMessage(LogLevel.Information, "Action {Action} is stopped")]
    private partial void LogStopped(Guid action);

    [LoggerMessage(LogLevel.Information, "Action {Action} is done")]
    private partial void LogDone(Guid action);

    [LoggerMessage(LogLevel.Warning, "Action {Action} was interrupted by {Error} and goes on within a minute")]
    private partial void LogInterrupted(Guid action, string error);
}
