using System.Net;
using BalanceNotifications.Errors;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Edge;

/// <summary>
/// Refuses what came over plain HTTP from another machine. No redirect: the key has been readable on the way already,
/// and a caller that is led on silently would go on sending it so.
/// </summary>
internal sealed class TlsOnly(RequestDelegate next, IOptions<EdgeOptions> options)
{
    private const string Probes = "/health";

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        return request.IsHttps || options.Value.AllowHttp || IsThisMachine(context) || request.Path.StartsWithSegments(Probes)
            ? next(context)
            : Problems.Of(
                StatusCodes.Status403Forbidden, "httpsRequired", "Only over HTTPS",
                "The request came over plain HTTP. If it held a key, replace the key.").ExecuteAsync(context);
    }

    // A proxy on this machine that forwards somebody else's request has been replaced by that address by now.
    private static bool IsThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address);
}
