using BalanceNotifications.Cadence;
using BalanceNotifications.Delivery;
using BalanceNotifications.Notifications;
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
        if (!await record.TellAsync())
        {
            return;
        }

        if (EarliestDue() is { } due && !await AttemptAsync(due, cancellationToken))
        {
            return;
        }

        await record.SettleAsync();
    }

    private PlannedNotification? EarliestDue()
    {
        var now = clock.GetUtcNow();
        return record.State.Notifications
            .Where(notification => notification.IsOpen && notification.NextAt <= now)
            .MinBy(notification => notification.NextAt);
    }

    /// <returns>False when no place came free: the reminder stays, and its period brings the tick back.</returns>
    private async Task<bool> AttemptAsync(PlannedNotification due, CancellationToken cancellationToken)
    {
        if (await desk.OpenAsync(key, record.State, due, cancellationToken) is not { } opened)
        {
            await EndAsync(due, NotificationStatus.QueueingError, Reason.RenderingFailed);
            return true;
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
            return true;
        }

        switch (decision)
        {
            case SendDecision.WillNotSend refused:
                await EndAsync(due, NotificationStatus.WillNotSend, refused.Reason);
                return true;

            case SendDecision.Defer deferred:
                await DeferAsync(due, deferred);
                return true;

            default:
                return await SendAsync(due, opened, now, cancellationToken);
        }
    }

    private async Task<bool> SendAsync(
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
            return true;
        }

        var channel = channels[due.Channel];
        using var place = await channel.ReserveAsync(outgoing.Message, PatienceForPlace, cancellationToken);
        if (place is null)
        {
            LogNoPlace(due.Id);
            return false;
        }

        var started = clock.GetTimestamp();
        var begun = AttemptRules.Begin(due, outgoing.MaskedTo, clock.GetUtcNow());
        await record.WriteAsync(record.Begin().Replace(begun, Actor, clock.GetUtcNow()));
        if (clock.GetElapsedTime(started) > IntentLifetime)
        {
            // The facts it was decided on are too old by now; nothing has left.
            var taken = AttemptRules.TakeBack(begun, clock.GetUtcNow());
            await record.CommitAsync(record.Begin().Replace(taken, Actor, clock.GetUtcNow()));
            return true;
        }

        var result = await channel.SendAsync(outgoing.Message, cancellationToken);
        await RecordAsync(begun, outgoing, result);
        return true;
    }

    private async Task RecordAsync(PlannedNotification begun, Outgoing outgoing, DeliveryResult result)
    {
        var now = clock.GetUtcNow();
        var changed = AttemptRules.After(begun, result, now) with
        {
            Merge = outgoing.Merge,
            Renderer = Templates.TemplateRenderer.Version,
            MessageHash = outgoing.Hash,
        };
        var next = record.Begin().Replace(changed, Actor, now);
        if (changed.Status is NotificationStatus.UndeliverablePermanent)
        {
            next = next with
            {
                Switches = SwitchRules.ErrorOut(next.Switches, changed.Channel, changed.Reason ?? "", now),
            };
        }

        LogAttempt(changed.Id, changed.Attempts, changed.Status, changed.Reason);
        await record.CommitAsync(next);
    }

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
