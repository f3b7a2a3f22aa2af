using System.Threading.RateLimiting;
using BalanceNotifications.Errors;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace BalanceNotifications.Security;

/// <summary>
/// Locks out whoever guesses: by the rate of wrong keys from an address, never by the key or its owner, or anybody could
/// lock out anybody. While an address is locked, its right keys are refused as well: a guess must not learn that it is
/// right. Per api.
/// </summary>
internal sealed class Guesses(IOptions<AccessOptions> options) : IDisposable
{
    // A bound for memory, however many addresses take part. Two that share a place by chance share its limit; nobody can
    // choose with whom, because strings hash differently in each process.
    private const int Places = 65_536;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<uint> _limiter = PartitionedRateLimiter.Create<uint, uint>(place =>
        RateLimitPartition.GetFixedWindowLimiter(place, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = options.Value.FailuresPerMinute,
            Window = Window,
        }));

    /// <summary>Before the key is looked at.</summary>
    public async Task RefuseAsync(HttpContext context, RequestDelegate next)
    {
        if (BringsSomething(context) && WaitOf(context) is { } wait)
        {
            context.Response.Headers.RetryAfter = $"{Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))}";
            await Problems.Of(
                StatusCodes.Status429TooManyRequests, "tooManyGuesses", "Too many wrong keys came from this address",
                "Wait as long as Retry-After says; right keys are refused as well until then.").ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    /// <summary>After the key was looked at, and before the answer: who has it knows that it was counted.</summary>
    public Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (BringsSomething(context) && context.User.Identity is not { IsAuthenticated: true })
        {
            _limiter.AttemptAcquire(PlaceOf(context)).Dispose();
        }

        return next(context);
    }

    public void Dispose() => _limiter.Dispose();

    // Callbacks bring secrets of their own; without any, there is nothing to guess.
    private static bool BringsSomething(HttpContext context) => context.Request.Headers.ContainsKey(HeaderNames.Authorization)
        && context.GetEndpoint()?.Metadata.GetMetadata<OpenAccess>() is null;

    // Asks for no place, only whether there is one.
    private TimeSpan? WaitOf(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(PlaceOf(context), permitCount: 0);
        return lease.IsAcquired ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait
            : Window;
    }

    private static uint PlaceOf(HttpContext context) =>
        (uint)ClientNetwork.Of(context.Connection.RemoteIpAddress).GetHashCode(StringComparison.Ordinal) % Places;
}
