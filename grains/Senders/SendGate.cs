using BalanceNotifications.Budgets;
using BalanceNotifications.Cadence;
using BalanceNotifications.Delivery;
using BalanceNotifications.Practices;
using BalanceNotifications.Sending;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Senders;

/// <summary>
/// What stands between the decision to send and the intent: the probe of a sender that failed, and room in its budgets.
/// </summary>
internal sealed class SendGate(SenderBreakers breakers, SendBudgets budgets, SenderMetrics metrics)
{
    /// <summary>Asks nobody: where it is known that there is no budget, no message need be made.</summary>
    /// <returns>What to decide on instead; null when the gate is to be asked.</returns>
    public SendFacts? KnownShut(int practice, SendFacts facts)
    {
        var notification = facts.Notification;
        return SenderKey.Of(facts.Practice.Senders, notification.Channel) is { } sender
            && budgets.KnownNone(sender, practice, notification.Id) is { } until
                ? WithoutBudget(sender, facts, until)
                : null;
    }

    /// <param name="facts">Of a notification that may be sent.</param>
    public async Task<Passage> EnterAsync(
        int practice, SendFacts facts, OutgoingMessage message, CancellationToken cancellationToken)
    {
        var notification = facts.Notification;
        if (SenderKey.Of(facts.Practice.Senders, notification.Channel) is not { } sender)
        {
            return new(breakers, sender: null, notification.Id, probes: false);
        }

        var (taken, until) = await budgets.TakeAsync(
            sender, practice, notification.Id, CostOf(notification.Channel, message), cancellationToken);
        if (until is { } later)
        {
            return new(breakers, sender, notification.Id, probes: false)
            {
                Shut = WithoutBudget(sender, facts, later),
            };
        }

        if (!facts.Breaker.IsOpen)
        {
            return new(breakers, sender, notification.Id, probes: false) { Tokens = taken };
        }

        SenderBreaker breaker;
        try
        {
            breaker = await breakers.TakeProbeAsync(sender, notification.Id, cancellationToken);
        }
        catch
        {
            taken.GiveBack();
            throw;
        }

        return breaker.IsOpen && breaker.Probe != notification.Id
            ? new(breakers, sender, notification.Id, probes: false)
            {
                Tokens = taken,
                Shut = facts with { Breaker = breaker },
            }
            : new(breakers, sender, notification.Id, probes: breaker.IsOpen) { Tokens = taken };
    }

    /// <summary>A provider said afterwards that the fault was ours: of the sender that it left by, if that is known.</summary>
    public Task TellFaultAsync(PracticeSettings practice, PlannedNotification notification, string reason) =>
        (SenderKey.OfAttempt(notification.Channel, notification.Sender)
            ?? SenderKey.Of(practice.Senders, notification.Channel)) is { } sender
            ? breakers.TellAsync(sender, notification.Id, SenderVerdict.Fault, reason)
            : Task.CompletedTask;

    // What carriers count.
    public static int CostOf(Channel channel, OutgoingMessage message) => channel is Channel.Text
        ? Math.Max(1, TextSegments.Count(message.Message.Text).Segments)
        : 1;

    private SendFacts WithoutBudget(SenderKey sender, SendFacts facts, DateTimeOffset until)
    {
        metrics.NoBudget(sender);
        return facts with { NoBudgetUntil = until };
    }
}
