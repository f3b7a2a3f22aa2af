using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Links;

/// <summary>How many links one client address may open, so that nobody can try tokens by the million.</summary>
internal static class OpensLimit
{
    public const string Policy = "links";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddOpensLimit(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.AddPolicy(Policy, http =>
        {
            var options = http.RequestServices.GetRequiredService<IOptions<QuickPayOptions>>().Value;
            return RateLimitPartition.GetFixedWindowLimiter(
                ClientNetwork.Of(http.Connection.RemoteIpAddress),
                _ => new FixedWindowRateLimiterOptions { PermitLimit = options.OpensPerMinute, Window = Window });
        });
    });
}
