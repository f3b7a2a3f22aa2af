using BalanceNotifications.Audit;
using BalanceNotifications.Errors;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BalanceNotifications.Pauses;

/// <summary>The one switch for everything, and its trail: for admin keys that name every practice and are marked as the operator's.</summary>
internal static class InstallationEndpoints
{
    public static void MapInstallation(this IEndpointRouteBuilder v1)
    {
        var installation = v1.MapGroup("").ScopedToInstallation();

        installation.MapGet("/pause", GetAsync).WithName("GetInstallationPause").WithTags("Pauses")
            .RequireAuthorization(Policies.Operate);
        installation.MapPause("/pause", "Installation", SetAsync, Policies.Operate);
        installation.MapInstallationAudit();
    }

    private static async Task<Ok<PauseResponse>> GetAsync(
        Caller caller, InstallationStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(PauseResponse.Of(await store.FindAsync(caller.Organisation, cancellationToken)));

    private static async Task<Results<Ok<PauseResponse>, ProblemHttpResult>> SetAsync(
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] PauseBody? body, Caller caller, InstallationStore store,
        HttpRequest http, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var request = PauseEndpoints.Read(body, http, caller.Name, checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        await store.SetAsync(caller.Organisation, request, cancellationToken);
        return TypedResults.Ok(PauseResponse.Of(await store.FindAsync(caller.Organisation, cancellationToken)));
    }
}
