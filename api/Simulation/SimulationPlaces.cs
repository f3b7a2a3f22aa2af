using System.Threading.RateLimiting;
using BalanceNotifications.Errors;

namespace BalanceNotifications.Simulation;

/// <summary>
/// How many simulations run in this api at a time, and how many wait for that: each takes a core of the silos for
/// seconds, and whoever waits holds a connection and perhaps a file.
/// </summary>
internal sealed class SimulationPlaces : IEndpointFilter, IDisposable
{
    public const int AtOnce = 2;
    public const int Waiting = 4;

    // The largest takes some twenty.
    private const string RetryAfterSeconds = "20";

    private readonly ConcurrencyLimiter _places = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = AtOnce,
        QueueLimit = Waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    public ValueTask<RateLimitLease> TakeAsync(CancellationToken cancellationToken) =>
        _places.AcquireAsync(1, cancellationToken);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        using var place = await TakeAsync(context.HttpContext.RequestAborted);
        if (place.IsAcquired)
        {
            return await next(context);
        }

        context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Problems.Of(
            StatusCodes.Status429TooManyRequests, "tooManySimulations", "Too many simulations wait already",
            "Nothing was played. Ask again a little later.");
    }

    public void Dispose() => _places.Dispose();
}
