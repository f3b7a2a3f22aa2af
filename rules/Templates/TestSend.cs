namespace BalanceNotifications.Templates;

/// <summary>The newest test message on a channel.</summary>
/// <param name="Reason">The provider's code; null when there is nothing to say.</param>
/// <param name="AcceptedAt">Of the newest one that a provider took; null when none did.</param>
public sealed record TestSend(
    Channel Channel, DateTimeOffset At, string Outcome, string? Reason, DateTimeOffset? AcceptedAt);
