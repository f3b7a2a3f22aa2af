using BalanceNotifications.Cadence;

namespace BalanceNotifications.Accounts;

/// <summary>What a tick does with a notification whose time has come.</summary>
internal abstract record CadenceStep
{
    private CadenceStep()
    {
    }

    /// <summary>It ends here, or waits for another time; nothing leaves.</summary>
    public sealed record Change(PlannedNotification Notification) : CadenceStep;

    /// <summary>It waits on as it did: nothing to write, and the reminder's period brings the next tick.</summary>
    public sealed record Stay : CadenceStep;

    public sealed record Attempt(PlannedNotification Notification) : CadenceStep;

    /// <summary>Its provider is asked what became of it, before anything else.</summary>
    public sealed record Search : CadenceStep;

    /// <summary>The provider never took it: certainly unsent, it is decided on like any other.</summary>
    public sealed record Anew(PlannedNotification Notification) : CadenceStep;

    /// <summary>The provider has it, and this is what it says of it.</summary>
    public sealed record Settle(DeliveryReport Report) : CadenceStep;
}
