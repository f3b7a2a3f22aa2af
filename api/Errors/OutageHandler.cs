using System.Net.Sockets;
using BalanceNotifications.Hosting;
using BalanceNotifications.Links;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;
using Orleans.Runtime.Messaging;

namespace BalanceNotifications.Errors;

/// <summary>
/// Database or silos out of reach: 503, and the caller tries again. That is safe: every write has a natural id.
/// </summary>
internal sealed partial class OutageHandler(ClusterConnection cluster, ILogger<OutageHandler> logger)
    : IExceptionHandler
{
    private const string RetryAfterSeconds = "5";

    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!IsOutage(exception))
        {
            return false;
        }

        LogOutage(exception.GetType().Name);
        if (httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<AnswersWithPages>()
            is not null)
        {
            await QuickPayPages.Busy().ExecuteAsync(httpContext);
            return true;
        }

        httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        await Problems.Of(
            StatusCodes.Status503ServiceUnavailable, "unavailable", "Not available at the moment",
            "Nothing is half done. Send the same request again.").ExecuteAsync(httpContext);
        return true;
    }

    private bool IsOutage(Exception exception) => exception switch
    {
        PostgresException refused => refused.IsTransient || IsServerDown(refused.SqlState),
        StorageUnavailableException => true,
        NpgsqlException or SocketException or TimeoutException => true,
        ConnectionFailedException or OrleansMessageRejectionException or ClientNotAvailableException => true,

        // Before it first connects, the client knows no grain, and GetGrain finds fault with its argument.
        ArgumentException { Source: "Orleans.Core" } => !cluster.IsUp,
        _ => false,
    };

    // Connection, authorisation, missing database, resources, operator intervention, system error: PostgreSQL, Appendix A.
    private static bool IsServerDown(string sqlState) =>
        sqlState[..2] is "08" or "28" or "3D" or "53" or "57" or "58";

    [LoggerMessage(LogLevel.Warning, "A request met an outage ({Error}).")]
    private partial void LogOutage(string error);
}

/// <summary>Marks endpoints that people open: they get pages, not problems.</summary>
internal sealed class AnswersWithPages;
