using System.Diagnostics.Metrics;

namespace BalanceNotifications.Senders;

/// <summary>What operators watch of senders. Tags name channel and provider, never an address.</summary>
internal sealed class SenderMetrics
{
    public const string Meter = "BalanceNotifications.Senders";

    private readonly Counter<long> _faults;
    private readonly Counter<long> _transitions;
    private readonly Counter<long> _noBudget;

    public SenderMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Meter);
        _faults = meter.CreateCounter<long>(
            "bn.sender.faults", "{fault}", "Attempts and reports that failed on the sender's side.");
        _transitions = meter.CreateCounter<long>(
            "bn.sender.breaker.transitions", "{transition}", "Breakers of senders that opened, reopened or closed.");
        _noBudget = meter.CreateCounter<long>(
            "bn.sender.no_budget", "{notification}", "Notifications that found no budget and wait.");
    }

    public void Fault(SenderKey sender) => _faults.Add(1, [.. Tags(sender)]);

    public void NoBudget(SenderKey sender) => _noBudget.Add(1, [.. Tags(sender)]);

    /// <param name="to"><c>opened</c>, <c>reopened</c> or <c>closed</c>.</param>
    public void Transition(SenderKey sender, string to) => _transitions.Add(1, [.. Tags(sender), new("to", to)]);

    private static KeyValuePair<string, object?>[] Tags(SenderKey sender) =>
        [new("channel", sender.Channel.ToString().ToLowerInvariant()), new("provider", sender.Provider)];
}
