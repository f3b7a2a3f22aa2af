using System.Diagnostics;
using BalanceNotifications.Cadence;
using BalanceNotifications.Delivery;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Senders;
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
    SendGate gate,
    DeliveryChannels channels,
    TimeProvider clock,
    ILogger logger)
{
    private static readonly TimeSpan PatienceForPlace = TimeSpan.FromSeconds(5);

    // With the two seconds that a channel may wait for a connection the send begins within ten.
    private static readonly TimeSpan IntentLifetime = TimeSpan.FromSeconds(8);

    // A later intent would hardly be back in time; before it there is nothing to take back.
    private static readonly TimeSpan LatestIntent = TimeSpan.FromSeconds(6);

    // That wait (2 s), the send (12 s) and the record (2 s) still fit into the 25 s of a tick, and a slow record into the
    // 30 s after which Orleans gives up those that wait behind it.
    private static readonly TimeSpan LatestSend = TimeSpan.FromSeconds(9);

    private long _begun;

    private bool _putOff;

    /// <returns>False when it found no place in time, and left what is due as it was: it can be tried again soon.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        _begun = clock.GetTimestamp();
        _putOff = false;
        await TakeOneAsync(cancellationToken);
        return !_putOff;
    }

    private async Task TakeOneAsync(CancellationToken cancellationToken)
    {
        // History that cannot be told must not hold up what is due: it stays in the outbox.
        await record.TellAsync();
        var lists = record.State.PaperAt() <= clock.GetUtcNow();
        if (lists)
        {
            // A list for people: nothing of it leaves, so no pause holds it up, and it holds up nothing.
            await record.CommitAsync(PaperFallback.ListDue(record.Begin(), clock.GetUtcNow()));
        }

        var due = CadenceRules.Due(record.State, clock.GetUtcNow());
        if (due.IsEmpty && lists)
        {
            return;
        }

        if (due.IsEmpty)
        {
            // A write before the reminder may move later or go: a stale activation fails here, instead of dropping a
            // reminder that the newer state needs.
            await record.CommitAsync(record.Begin());
            return;
        }

        // One that stays, because of a pause, does not hold up another that none concerns.
        foreach (var notification in due)
        {
            if (await StepAsync(notification, cancellationToken))
            {
                return;
            }
        }

        await record.AskAgainAsync();
    }

    /// <returns>False when it stays as it is: then nothing was done.</returns>
    private async Task<bool> StepAsync(PlannedNotification due, CancellationToken cancellationToken)
    {
        if (record.State.MergedInto is not null)
        {
            // In flight when the account was merged away. What it was decided on stands in another account now.
            await ChangeAsync(AttemptRules.End(due, NotificationStatus.OutcomeUnknown, Reason.Merged));
            return true;
        }

        if (await desk.OpenAsync(key, record.State, due, cancellationToken) is not { } opened)
        {
            await ChangeAsync(AttemptRules.CannotBeMade(due));
            return true;
        }

        return await TakeAsync(opened, clock.GetUtcNow(), cancellationToken);
    }

    private async Task<bool> TakeAsync(SendCase opened, DateTimeOffset now, CancellationToken cancellationToken)
    {
        switch (CadenceRules.Next(opened.Facts, now))
        {
            case CadenceStep.Stay:
                return false;

            case CadenceStep.Search:
                return await SearchAsync(opened, cancellationToken);

            case CadenceStep.Change change:
                LogAttempt(change.Notification);
                await record.CommitAsync(CadenceRules.Decide(
                    record.Begin(), change.Notification, opened.Facts.Practice, clock.GetUtcNow()));
                return true;

            case CadenceStep.Attempt attempt:
                // Decided again where the gate is shut, it waits.
                var shut = gate.KnownShut(key.Practice, opened.Facts)
                    ?? await SendAsync(attempt.Notification, opened, now, cancellationToken);
                return shut is null || await TakeAsync(opened with { Facts = shut }, now, cancellationToken);

            case var other:
                throw new UnreachableException($"Unknown step {other}");
        }
    }

    // Nothing is written before the answer: a tick that dies here only asks again.
    private async Task<bool> SearchAsync(SendCase opened, CancellationToken cancellationToken)
    {
        var lost = opened.Facts.Notification;
        var finding = await FindAsync(lost, opened, cancellationToken);
        LogFinding(lost.Id, finding.GetType().Name);
        var now = clock.GetUtcNow();
        switch (CadenceRules.AfterSearch(lost, finding, now))
        {
            case CadenceStep.Settle settled:
                await record.CommitAsync(CadenceRules.Settle(
                    record.Begin(), lost, settled.Report, opened.Facts.Practice, now));
                return true;

            case CadenceStep.Change change:
                await ChangeAsync(change.Notification);
                return true;

            case CadenceStep.Anew anew:
                var facts = opened.Facts with { Notification = anew.Notification };
                return await TakeAsync(opened with { Facts = facts }, now, cancellationToken);

            case var other:
                throw new UnreachableException($"Unknown step {other}");
        }
    }

    // At the address and through the sender of the attempt. One that went elsewhere cannot be looked for.
    private async Task<Finding> FindAsync(
        PlannedNotification lost, SendCase opened, CancellationToken cancellationToken) =>
        channels[lost.Channel] is ISearchableChannel channel && lost is { Sender: { } sender, StartedAt: { } startedAt }
        && opened.Facts is { Address: { } address, WentElsewhere: false }
            ? await channel.FindAsync(
                new(address, sender, startedAt, lost.QuickPay?.TokenHash, lost.ProviderId), cancellationToken)
            : new Finding.Unclear();

    /// <returns>Null when it was dealt with; else what it is to be decided on instead.</returns>
    private async Task<SendFacts?> SendAsync(
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
            await ChangeAsync(AttemptRules.CannotBeMade(due));
            return null;
        }

        var channel = channels[due.Channel];
        // Before the budget: what waits for a place must not keep tokens from what has one.
        using var place = await channel.ReserveAsync(outgoing.Message, PatienceForPlace, cancellationToken);
        if (place is null)
        {
            return PutOff(due);
        }

        await using var passage = await gate.EnterAsync(
            key.Practice, opened.Facts, outgoing.Message, cancellationToken);
        if (passage.Shut is not null)
        {
            return passage.Shut;
        }

        if (clock.GetElapsedTime(_begun) > LatestIntent)
        {
            return PutOff(due);
        }

        var started = clock.GetTimestamp();
        // With the intent, so that the link in the message is known whatever becomes of this silo.
        var begun = outgoing.Made.Keep(AttemptRules.Begin(due, outgoing.MaskedTo, clock.GetUtcNow()));
        await record.WriteAsync(CadenceRules.Put(record.Begin(), begun, clock.GetUtcNow()));
        if (clock.GetElapsedTime(started) > IntentLifetime || clock.GetElapsedTime(_begun) > LatestSend)
        {
            // The facts it was decided on are too old by now, or the send would end too late; nothing has left.
            var taken = AttemptRules.TakeBack(begun, clock.GetUtcNow());
            await record.CommitAsync(CadenceRules.Put(record.Begin(), taken, clock.GetUtcNow()));
            return null;
        }

        // From the intent on the turn runs to its end, within the channel's own time limit: a text that is broken off
        // by a shutdown would be in doubt for ever.
        passage.Begin();
        var result = await channel.SendAsync(outgoing.Message, CancellationToken.None);
        await RecordAsync(begun, result, opened.Facts.Practice);
        await (AttemptRules.CameToNothing(result) ? passage.TakeBackAsync() : passage.TellAsync(result));
        return null;
    }

    // The reminder stays, and its period brings the tick back at the latest.
    private SendFacts? PutOff(PlannedNotification due)
    {
        LogNoPlace(due.Id);
        _putOff = true;
        return null;
    }

    private async Task RecordAsync(PlannedNotification begun, DeliveryResult result, PracticeSettings practice)
    {
        var now = clock.GetUtcNow();
        var changed = AttemptRules.After(begun, result, now);
        LogAttempt(changed);
        await record.CommitAsync(CadenceRules.Record(record.Begin(), changed, result, practice, now));
    }

    private Task ChangeAsync(PlannedNotification changed)
    {
        LogAttempt(changed);
        return record.CommitAsync(CadenceRules.Put(record.Begin(), changed, clock.GetUtcNow()));
    }

    private void LogAttempt(PlannedNotification changed) =>
        LogAttempt(changed.Id, changed.Attempts, changed.Status, changed.Reason);

    [LoggerMessage(LogLevel.Debug, "Notification {Id}, attempt {Attempt}: {Status} {Reason}")]
    private partial void LogAttempt(Guid id, int attempt, NotificationStatus status, string? reason);

    [LoggerMessage(LogLevel.Information, "Notification {Id} had no answer, and its provider was asked: {Finding}")]
    private partial void LogFinding(Guid id, string finding);

    [LoggerMessage(LogLevel.Information, "Notification {Id} waits: no place free in its channel, or the database is slow")]
    private partial void LogNoPlace(Guid id);

    [LoggerMessage(LogLevel.Error, "Notification {Id} could not be rendered: {Error}")]
    private partial void LogRenderingFailed(Guid id, string error);
}
