using Microsoft.Net.Http.Headers;

namespace BalanceNotifications.Edge;

/// <summary>
/// What every answer says to browsers and caches, unless its endpoint says otherwise: keep nothing, guess nothing, show it
/// in no frame, run nothing in it.
/// </summary>
internal sealed class AnswerHeaders(RequestDelegate next)
{
    private const string Nothing = "default-src 'none'; frame-ancestors 'none'";
    private const string AYear = "max-age=31536000";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state =>
        {
            var http = (HttpContext)state;
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.TryAdd("Referrer-Policy", "no-referrer");
            headers.TryAdd(HeaderNames.CacheControl, "no-store");
            // Pages of their own say what they need; the reader at /docs brings scripts.
            if (http.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) is not true)
            {
                headers.TryAdd(HeaderNames.ContentSecurityPolicy, Nothing);
            }

            if (http.Request.IsHttps)
            {
                headers.TryAdd(HeaderNames.StrictTransportSecurity, AYear);
            }

            return Task.CompletedTask;
        }, context);
        return next(context);
    }
}
