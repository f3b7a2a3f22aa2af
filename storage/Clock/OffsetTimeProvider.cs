namespace BalanceNotifications.Clock;

/// <summary>The real clock, moved by a fixed offset. Timers and timestamps run as they do.</summary>
public sealed class OffsetTimeProvider(TimeSpan offset) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + offset;
}
