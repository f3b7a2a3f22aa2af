using System.Globalization;
using System.Threading.RateLimiting;
using BalanceNotifications.Errors;
using BalanceNotifications.Links;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Edge;

/// <summary>
/// How often one credential may ask, and how often one practice may be asked about: in each process, as a bucket that
/// fills by the second. Endpoints that are open have limits of their own.
/// </summary>
internal static class RequestRates
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    public static void Limit(RateLimiterOptions limiter, IOptions<EdgeOptions> edge)
    {
        var options = edge.Value;
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(http => http.User.Identity is { IsAuthenticated: true }
                ? Bucket(Credential(http), options.CredentialPerSecond)
                : RateLimitPartition.GetNoLimiter("")),
            // By its name in the caller's organisation, whether there is such a practice or not.
            PartitionedRateLimiter.Create<HttpContext, string>(http =>
                http.User.Identity is { IsAuthenticated: true } && http.GetRouteValue("practice") is string slug
                    ? Bucket($"{Caller.Of(http.User).Organisation}/{slug}", options.PracticePerSecond)
                    : RateLimitPartition.GetNoLimiter("")));
        limiter.OnRejected = async (rejected, _) => await RefuseAsync(rejected);
    }

    private static string Credential(HttpContext http)
    {
        var caller = Caller.Of(http.User);
        return $"{caller.Organisation}/{caller.Name}";
    }

    private static RateLimitPartition<T> Bucket<T>(T of, int perSecond) => RateLimitPartition.GetTokenBucketLimiter(
        of, _ => new TokenBucketRateLimiterOptions
        {
            TokensPerPeriod = perSecond,
            TokenLimit = perSecond * EdgeOptions.BurstSeconds,
            ReplenishmentPeriod = Window,
        });

    private static async ValueTask RefuseAsync(OnRejectedContext rejected)
    {
        var http = rejected.HttpContext;
        TimeSpan? wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : null;
        if (http.GetEndpoint()?.Metadata.GetMetadata<AnswersWithPages>() is not null)
        {
            await QuickPayPages.TooMany(wait).ExecuteAsync(http);
            return;
        }

        http.Response.Headers.RetryAfter =
            Math.Ceiling(Math.Max(1, (wait ?? Window).TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await Problems.Of(
            StatusCodes.Status429TooManyRequests, "tooManyRequests", "Too many requests at a time").ExecuteAsync(http);
    }
}
