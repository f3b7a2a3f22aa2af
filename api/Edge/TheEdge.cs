using BalanceNotifications.Errors;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Edge;

/// <summary>What stands before every endpoint: whose headers are believed, TLS, headers of answers, rates, time.</summary>
internal static class TheEdge
{
    public static void AddEdge(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<EdgeOptions, EdgeOptionsValidator>()
            .BindConfiguration(EdgeOptions.Section);
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<EdgeOptions>>(Trust);
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<EdgeOptions>>(RequestRates.Limit);
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<EdgeOptions>>((timeouts, edge) =>
            timeouts.DefaultPolicy = new()
            {
                Timeout = edge.Value.RequestTimeout,
                TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
                WriteTimeoutResponse = context => Problems.Of(
                    StatusCodes.Status504GatewayTimeout, "tookTooLong", "It took too long",
                    "Whether it was done is not known: ask, or send the same again.").ExecuteAsync(context),
            });
    }

    /// <summary>Before authentication: afterwards the client's address and scheme are what they really are.</summary>
    public static void UseEdge(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<AnswerHeaders>();
        app.UseMiddleware<TlsOnly>();
    }

    // The address of a proxy that is not listed ends the walk back through X-Forwarded-For, so its length needs no limit.
    private static void Trust(ForwardedHeadersOptions headers, IOptions<EdgeOptions> edge)
    {
        headers.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        headers.ForwardLimit = null;
        foreach (var network in edge.Value.Proxies)
        {
            headers.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        }
    }
}
