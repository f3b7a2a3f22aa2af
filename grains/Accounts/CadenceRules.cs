using System.Collections.Immutable;
using BalanceNotifications.Cadence;
using BalanceNotifications.Delivery;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Accounts;

/// <summary>
/// What ticks make of an account, without I/O and clock: the account grain runs these rules on the day, and a
/// simulation runs the same ones ahead of it.
/// </summary>
internal static class CadenceRules
{
    private const string Actor = "system";

    /// <summary>What is to be looked at now, the longest due first.</summary>
    public static ImmutableArray<PlannedNotification> Due(AccountState state, DateTimeOffset now) =>
    [
        .. state.Notifications
            .Where(notification => notification.IsOpen && notification.NextAt <= now)
            .OrderBy(notification => notification.NextAt),
    ];

    public static CadenceStep Next(SendFacts facts, DateTimeOffset now)
    {
        if (AttemptRules.MustBeFound(facts.Notification))
        {
            return new CadenceStep.Search();
        }

        // What may have arrived stays with whom it went to.
        var due = AttemptRules.IsInDoubt(facts.Notification)
            ? facts.Notification
            : facts.Notification with { Test = facts.Practice.Mode is PracticeMode.Test };
        var decision = SendRules.Decide(facts, now);
        // A second copy does less harm than none, but not with somebody else.
        var mayResend = AttemptRules.MayResend(due) && !facts.WentElsewhere;
        return AttemptRules.IsInDoubt(due)
            && !(mayResend && (decision is SendDecision.Send || WaitsInDoubt(decision)))
            ? new CadenceStep.Change(AttemptRules.End(due, NotificationStatus.OutcomeUnknown, decision switch
            {
                SendDecision.WillNotSend refused => refused.Reason,
                _ when facts.WentElsewhere => Reason.AddressChanged,
                SendDecision.Defer deferred => deferred.Reason,
                _ => due.Reason ?? Reason.SiloDied,
            }))
            : decision switch
            {
                SendDecision.WillNotSend refused => new CadenceStep.Change(
                    AttemptRules.End(due, NotificationStatus.WillNotSend, refused.Reason)),
                SendDecision.Defer deferred => Defer(due, facts, deferred, now),
                _ => new CadenceStep.Attempt(WaitingTime.Resume(due, facts.Hours, now)),
            };
    }

    /// <summary>What the provider's answer makes of one in doubt. Only what it never took is sent.</summary>
    public static CadenceStep AfterSearch(PlannedNotification lost, Finding finding, DateTimeOffset now) =>
        finding switch
        {
            Finding.Found found => new CadenceStep.Settle(new(
                lost.Id, found.Fate, found.Reason, now, found.ProviderId, found.Segments)),
            Finding.Absent when lost.Attempts >= AttemptRules.MaxAttempts => new CadenceStep.Change(
                AttemptRules.End(
                    AttemptRules.NotTaken(lost), NotificationStatus.UndeliverableCanRetry, Reason.RetriesExhausted)),
            Finding.Absent => new CadenceStep.Anew(AttemptRules.NotTaken(lost)),
            Finding.Unavailable => new CadenceStep.Change(AttemptRules.NotAsked(lost, now)),
            _ => new CadenceStep.Change(AttemptRules.Lost(lost)),
        };

    /// <summary>What the provider says of one in doubt, in the state.</summary>
    public static AccountState Settle(
        AccountState state, PlannedNotification lost, DeliveryReport report, PracticeSettings practice,
        DateTimeOffset now) =>
        // The id it has is that of an attempt before; the report is about this one. And it was looked for at the address
        // that it went to and the account has.
        DeliveryReports.Apply(state, lost with { ProviderId = null }, report, practice, now, ofAddress: !lost.Test);

    /// <summary>
    /// Puts a step's change into the state. One that did not leave because its batch was cancelled takes along, in the
    /// same write, what the batch brought: the next statement may not go out a level higher for it.
    /// </summary>
    public static AccountState Put(AccountState state, PlannedNotification changed, DateTimeOffset now) =>
        changed is { IsOpen: false, Batch: { } batch } && changed.Reason == BatchRecall.WhyNotSent
            ? BatchRecall.Apply(state.Replace(changed, Actor, now), batch, Actor, now)
            : state.Replace(changed, Actor, now);

    /// <summary>Puts a decision into the state, and goes on along the chain of its rule where it was a refusal.</summary>
    public static AccountState Decide(
        AccountState state, PlannedNotification changed, PracticeSettings practice, DateTimeOffset now) =>
        Put(state, changed, now).GoOn(changed, practice, now);

    /// <summary>What the answer of a provider makes of the account.</summary>
    /// <param name="attempted">As <see cref="AttemptRules.After"/> left it.</param>
    public static AccountState Record(
        AccountState state, PlannedNotification attempted, DeliveryResult result, PracticeSettings practice,
        DateTimeOffset now)
    {
        var recorded = Put(state, attempted, now);
        // In test mode the address was one of the practice's own people, and says nothing about the guarantor.
        if (attempted.Test)
        {
            return recorded;
        }

        var judged = ProviderVerdict.Apply(recorded, attempted, result, now);
        return attempted.Status is NotificationStatus.Sent
            ? judged.Resolve(Actor, now)
            : judged.GoOn(attempted, practice, now);
    }

    // A person's pause ends the doubt; want of a working sender or of budget does not: it goes out once more afterwards.
    private static bool WaitsInDoubt(SendDecision decision) =>
        decision is SendDecision.Defer { Reason: Reason.BreakerOpen or Reason.NoBudget };

    // Asked every minute while a pause lasts: only the first time is worth a write, and a line in its history.
    private static CadenceStep Defer(
        PlannedNotification due, SendFacts facts, SendDecision.Defer deferred, DateTimeOffset now)
    {
        var again = due.Status is NotificationStatus.Deferred && due.Reason == deferred.Reason
            && WaitingTime.StandsStill(deferred.Reason);
        // One that a version before this paused has no instant yet; without it its time would run.
        if (again && due.PausedSince is not null && deferred.Until - now <= CadenceReminder.Retry)
        {
            return new CadenceStep.Stay();
        }

        var waiting = (again ? due : due.Become(NotificationStatus.Deferred, deferred.Reason)) with
        {
            InDoubt = AttemptRules.IsInDoubt(due),
            StartedAt = null,
            RetryAt = deferred.Until,
        };
        return new CadenceStep.Change(WaitingTime.StandsStill(deferred.Reason)
            ? WaitingTime.Pause(waiting, facts.HeldAt, now)
            : WaitingTime.Resume(waiting, facts.Hours, now));
    }
}
