using Microsoft.AspNetCore.Authorization;

namespace BalanceNotifications.Security;

/// <summary>
/// Looks over all routes before anything starts: one that names no policy and no scope, or is open without a reason,
/// keeps the api from starting. So nothing is reachable because somebody forgot a line.
/// </summary>
internal sealed class StatedAccess : IHostedLifecycleService
{
    private IEndpointRouteBuilder? _routes;

    /// <summary>Says where the routes will be, all of them, by the time the host starts.</summary>
    public void Watch(IEndpointRouteBuilder routes) => _routes = routes;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Check(_routes?.DataSources.SelectMany(source => source.Endpoints)
            ?? throw new InvalidOperationException("Nobody said where the routes are: UseAccess is missing."));
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <exception cref="InvalidOperationException">Names every route that does not say who may call it.</exception>
    public static void Check(IEnumerable<Endpoint> endpoints)
    {
        var failures = endpoints
            .Select(endpoint => (endpoint.DisplayName, Fault: FaultOf(endpoint)))
            .Where(route => route.Fault is not null)
            .Select(route => $"{route.DisplayName} {route.Fault}")
            .ToArray();
        if (failures.Length > 0)
        {
            throw new InvalidOperationException($"Access is not stated: {string.Join(" ", failures)}");
        }
    }

    private static string? FaultOf(Endpoint endpoint)
    {
        var policies = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
        var open = endpoint.Metadata.GetMetadata<OpenAccess>();
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || open is not null)
        {
            return policies.Count > 0 ? "is open and names a policy."
                : string.IsNullOrWhiteSpace(open?.Reason) ? "is open without a reason (OpenToAll)."
                : null;
        }

        return policies.Count == 0 || policies.Any(policy => !Policies.Roles.ContainsKey(policy.Policy ?? ""))
            ? "names no policy of Policies."
            : ScopeFaultOf(endpoint);
    }

    private static string? ScopeFaultOf(Endpoint endpoint)
    {
        var scopes = endpoint.Metadata.GetOrderedMetadata<StatedScope>();
        if (scopes.Count != 1)
        {
            return "names no scope, or two.";
        }

        var namesPractice = (endpoint as RouteEndpoint)?.RoutePattern.GetParameter(PracticeAccess.Parameter) is not null;
        return namesPractice == (scopes[0].Scope is RouteScope.Practice or RouteScope.PracticeOrNew)
            ? null
            : "has a practice in its path or its scope, but not in both.";
    }
}
