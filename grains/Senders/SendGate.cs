using BalanceNotifications.Cadence;
using BalanceNotifications.Practices;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Senders;

/// <summary>What stands between the decision to send and the intent: the probe of a sender that failed.</summary>
internal sealed class SendGate(SenderBreakers breakers)
{
    /// <param name="facts">Of a notification that may be sent.</param>
    public async Task<Passage> EnterAsync(SendFacts facts, CancellationToken cancellationToken)
    {
        var notification = facts.Notification;
        if (SenderKey.Of(facts.Practice.Senders, notification.Channel) is not { } sender)
        {
            return new(breakers, sender: null, notification.Id, probes: false);
        }

        if (!facts.Breaker.IsOpen)
        {
            return new(breakers, sender, notification.Id, probes: false);
        }

        var breaker = await breakers.TakeProbeAsync(sender, notification.Id, cancellationToken);
        return breaker.IsOpen && breaker.Probe != notification.Id
            ? new(breakers, sender, notification.Id, probes: false) { Shut = facts with { Breaker = breaker } }
            : new(breakers, sender, notification.Id, probes: breaker.IsOpen);
    }

    /// <summary>A provider said afterwards that the fault was ours.</summary>
    public Task TellFaultAsync(PracticeSettings practice, PlannedNotification notification, string reason) =>
        SenderKey.Of(practice.Senders, notification.Channel) is { } sender
            ? breakers.TellAsync(sender, notification.Id, SenderVerdict.Fault, reason)
            : Task.CompletedTask;
}
