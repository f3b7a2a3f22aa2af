using BalanceNotifications.Cadence;
using BalanceNotifications.Delivery;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Sending;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Accounts;

/// <summary>
/// One tick of the reminder (design.md 5): the earliest notification that is due is decided, and perhaps sent. Dying
/// before the intent repeats the tick; dying after it leaves a notification in doubt, which the next tick finds;
/// running twice, early or late finds nothing due.
/// </summary>
internal sealed partial class CadenceTick(
    AccountKey key,
    AccountRecord record,
    SendDesk desk,
    DeliveryChannels channels,
    TimeProvider clock,
    ILogger logger)
{
    private const string Actor = "system";

    private static readonly TimeSpan PatienceForPlace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IntentLifetime = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // History that cannot be told must not hold up what is due: it stays in the outbox.
        await record.TellAsync();
        if (EarliestDue() is { } due)
        {
            await AttemptAsync(due, cancellationToken);
        }
        else
        {
            // A write before the reminder may move later or go: a stale activation fails here, instead of dropping a
            // reminder that the newer state needs.
            await record.CommitAsync(record.Begin());
        }
    }

    private PlannedNotification? EarliestDue()
    {
        var now = clock.GetUtcNow();
        return record.State.Notifications
            .Where(notification => notification.IsOpen && notification.NextAt <= now)
            .MinBy(notification => notification.NextAt);
    }

    private async Task AttemptAsync(PlannedNotification due, CancellationToken cancellationToken)
    {
        if (await desk.OpenAsync(key, record.State, due, cancellationToken) is not { } opened)
        {
            await EndAsync(due, NotificationStatus.QueueingError, Reason.RenderingFailed);
            return;
        }

        var now = clock.GetUtcNow();
        var decision = SendRules.Decide(opened.Facts, now);
        if (AttemptRules.IsInDoubt(due) && (decision is not SendDecision.Send || !AttemptRules.MayResend(due)))
        {
            await EndAsync(due, NotificationStatus.OutcomeUnknown, decision switch
            {
                SendDecision.WillNotSend refused => refused.Reason,
                SendDecision.Defer deferred => deferred.Reason,
                _ => due.Reason ?? Reason.SiloDied,
            });
            return;
        }

        switch (decision)
        {
            case SendDecision.WillNotSend refused:
                await EndAsync(due, NotificationStatus.WillNotSend, refused.Reason);
                break;

            case SendDecision.Defer deferred:
                await DeferAsync(due, deferred);
                break;

            default:
                await SendAsync(due, opened, now, cancellationToken);
                break;
        }
    }

    private async Task SendAsync(
        PlannedNotification due, SendCase opened, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Outgoing outgoing;
        try
        {
            outgoing = desk.Compose(opened, record.State, now);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever a template can do wrong, it does again at the next try: a biller must see it.
            LogRenderingFailed(due.Id, e.GetType().Name);
            await EndAsync(due, NotificationStatus.QueueingError, Reason.RenderingFailed);
            return;
        }

        var channel = channels[due.Channel];
        using var place = await channel.ReserveAsync(outgoing.Message, PatienceForPlace, cancellationToken);
        if (place is null)
        {
            // The reminder stays, and its period brings the tick back.
            LogNoPlace(due.Id);
            return;
        }

        var started = clock.GetTimestamp();
        var begun = AttemptRules.Begin(due, outgoing.MaskedTo, clock.GetUtcNow());
        await record.WriteAsync(record.Begin().Replace(begun, Actor, clock.GetUtcNow()));
        if (clock.GetElapsedTime(started) > IntentLifetime)
        {
            // The facts it was decided on are too old by now; nothing has left.
            var taken = AttemptRules.TakeBack(begun, clock.GetUtcNow());
            await record.CommitAsync(record.Begin().Replace(taken, Actor, clock.GetUtcNow()));
            return;
        }

        // From the intent on the turn runs to its end, within the channel's own time limit: a text that is broken off
        // by a shutdown would be in doubt for ever.
        var result = await channel.SendAsync(outgoing.Message, CancellationToken.None);
        await RecordAsync(begun, outgoing, result, opened.Facts.Practice.Mode);
    }

    private async Task RecordAsync(
        PlannedNotification begun, Outgoing outgoing, DeliveryResult result, PracticeMode mode)
    {
        var now = clock.GetUtcNow();
        var changed = AttemptRules.After(begun, result, now) with
        {
            Merge = outgoing.Merge,
            Renderer = Templates.TemplateRenderer.Version,
            MessageHash = outgoing.Hash,
        };
        var next = record.Begin().Replace(changed, Actor, now);
        if (mode is PracticeMode.Live)
        {
            // In test mode the address was one of the practice's own people, and says nothing about the guarantor.
            next = next with { Switches = SwitchesAfter(next.Switches, changed, result, now) };
        }

        LogAttempt(changed.Id, changed.Attempts, changed.Status, changed.Reason);
        await record.CommitAsync(next);
    }

    private static AccountSwitches SwitchesAfter(
        AccountSwitches switches, PlannedNotification changed, DeliveryResult result, DateTimeOffset now) =>
        result is DeliveryResult.Rejected { Cause: RejectionCause.OptedOut } refused
            ? SwitchRules.OptOut(switches, changed.Channel, refused.Reason, now)
        : changed.Status is NotificationStatus.UndeliverablePermanent
            ? SwitchRules.ErrorOut(switches, changed.Channel, changed.Reason ?? "", now)
        : switches;

    private Task EndAsync(PlannedNotification due, NotificationStatus status, string reason)
    {
        LogAttempt(due.Id, due.Attempts, status, reason);
        var ended = due.Become(status, reason) with { StartedAt = null, RetryAt = null };
        return record.CommitAsync(record.Begin().Replace(ended, Actor, clock.GetUtcNow()));
    }

    // Asked again and again while a pause lasts: only the first time is worth a line in its history.
    private Task DeferAsync(PlannedNotification due, SendDecision.Defer deferred)
    {
        var again = due.Status is NotificationStatus.Deferred && due.Reason == deferred.Reason
            && deferred.Reason is Reason.Paused;
        var waiting = (again ? due : due.Become(NotificationStatus.Deferred, deferred.Reason)) with
        {
            DueAt = deferred.Until,
            RetryAt = null,
        };
        return record.CommitAsync(record.Begin().Replace(waiting, Actor, clock.GetUtcNow()));
    }

    [LoggerMessage(LogLevel.Information, "Notification {Id}, attempt {Attempt}: {Status} {Reason}")]
    private partial void LogAttempt(Guid id, int attempt, NotificationStatus status, string? reason);

    [LoggerMessage(LogLevel.Information, "Notification {Id} waits: no place free in its channel")]
    private partial void LogNoPlace(Guid id);

    [LoggerMessage(LogLevel.Error, "Notification {Id} could not be rendered: {Error}")]
    private partial void LogRenderingFailed(Guid id, string error);
}
