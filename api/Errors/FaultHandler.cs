using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace BalanceNotifications.Errors;

/// <summary>Everything unforeseen: 500 without detail. The log has the trace id that the caller sees.</summary>
internal sealed partial class FaultHandler(ILogger<FaultHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var endpoint = httpContext.Features.GetRequiredFeature<IExceptionHandlerFeature>().Endpoint;
        var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "an unknown route";
        LogFault(exception, httpContext.Request.Method, route);
        await Problems.ForStatus(StatusCodes.Status500InternalServerError).ExecuteAsync(httpContext);
        return true;
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Route} failed.")]
    private partial void LogFault(Exception exception, string method, string route);
}
