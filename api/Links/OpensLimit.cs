using System.Net;
using System.Net.Sockets;
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
                NetworkOf(http.Connection.RemoteIpAddress),
                _ => new FixedWindowRateLimiterOptions { PermitLimit = options.OpensPerMinute, Window = Window });
        });
    });

    /// <summary>The address; of IPv6 the first 64 bits, because one household has all the rest.</summary>
    internal static string NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6 || address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address.MapToIPv4().ToString();
        }

        return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8));
    }
}
