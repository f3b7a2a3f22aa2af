namespace BalanceNotifications.Sending;

/// <summary>What is to be done with a notification whose time has come.</summary>
public abstract record SendDecision
{
    private SendDecision()
    {
    }

    public sealed record Send : SendDecision;

    /// <param name="Reason">A code of <see cref="Notifications.Reason"/>.</param>
    public sealed record WillNotSend(string Reason) : SendDecision;

    /// <param name="Until">The next instant at which it may be allowed.</param>
    public sealed record Defer(DateTimeOffset Until, string Reason) : SendDecision;
}
