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
}
