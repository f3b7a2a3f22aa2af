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

    private int _practice;
    private Guid _action;
    private IGrainTimer? _drive;

    // Told up to here in this pass; some of them may wait on, for the next.
    private Guid _toldUpTo;
    private bool _someWait;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString().Split('/');
        _practice = int.Parse(key[0], CultureInfo.InvariantCulture);
        _action = Guid.Parse(key[1]);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A timer, so that nobody waits for the work.
        _drive ??= this.RegisterGrainTimer(
            DriveAsync, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        return Task.CompletedTask;
    }

    private async Task DriveAsync(CancellationToken cancellationToken)
    {
        var goesOn = false;
        try
        {
            goesOn = await WorkAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogInterrupted(_action, e.GetType().Name);
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
        switch (await work.FindAsync(_practice, _action, cancellationToken))
        {
            case { Status: ActionJobStatus.Picking } picking:
                await work.PickAsync(picking, PickBite, cancellationToken);
                return true;

            case { Status: ActionJobStatus.Running } running:
                return await TellAsync(running, cancellationToken);

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

    [LoggerMessage(LogLevel.Information, "Action {Action} is done")]
    private partial void LogDone(Guid action);

    [LoggerMessage(LogLevel.Warning, "Action {Action} was interrupted by {Error} and goes on within a minute")]
    private partial void LogInterrupted(Guid action, string error);
}
