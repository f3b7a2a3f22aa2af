using System.Threading.RateLimiting;

namespace BalanceNotifications.Templates;

/// <summary>How many test messages a practice may send, so that a loop of somebody's script costs a few cents.</summary>
internal sealed class TestSendLimit : IDisposable
{
    public const int PerMinute = 10;

    private readonly PartitionedRateLimiter<int> _limiter = PartitionedRateLimiter.Create<int, int>(practice =>
        RateLimitPartition.GetFixedWindowLimiter(practice, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = PerMinute,
            Window = TimeSpan.FromMinutes(1),
        }));

    /// <summary>Null when one more is allowed; else how long to wait.</summary>
    public TimeSpan? Take(int practice)
    {
        using var lease = _limiter.AttemptAcquire(practice);
        return lease.IsAcquired ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait
            : TimeSpan.FromMinutes(1);
    }

    public void Dispose() => _limiter.Dispose();
}
