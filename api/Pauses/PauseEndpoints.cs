using BalanceNotifications.Errors;
using BalanceNotifications.Practices;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BalanceNotifications.Pauses;

/// <summary>What waits without ending: a practice, a profile, a batch. PUT pauses, DELETE lets go on; both may repeat.</summary>
internal static class PauseEndpoints
{
    public static void MapPauses(this IEndpointRouteBuilder practice)
    {
        practice.MapPause("/pause", "Practice", SetPracticeAsync, Policies.Administer);
        practice.MapPause("/profiles/{id:guid}/pause", "Profile", SetProfileAsync, Policies.Design);
        practice.MapPause("/batches/{id:guid}/pause", "Batch", SetBatchAsync, Policies.Write);
    }

    internal static void MapPause(
        this IEndpointRouteBuilder routes, string pattern, string what, Delegate handler, string policy)
    {
        routes.MapPut(pattern, handler).WithName($"Pause{what}").WithTags("Pauses").RequireAuthorization(policy);
        routes.MapDelete(pattern, handler).WithName($"Resume{what}").WithTags("Pauses").RequireAuthorization(policy);
    }

    internal static PauseRequest Read(PauseBody? body, HttpRequest http, string actor, FieldChecks checks) =>
        new(HttpMethods.IsPut(http.Method), actor, PauseBody.ReadReason(body, checks));

    private static async Task<Results<Ok<PauseResponse>, ProblemHttpResult>> SetPracticeAsync(
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] PauseBody? body, CallerPractice practice,
        PracticeStore store, PracticeDirectory directory, HttpContext context, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var request = Read(body, context.Request, practice.Actor, checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var paused = await store.PauseAsync(practice.Practice, request, cancellationToken);
        directory.Forget(paused.Organisation, paused.Slug);
        context.Response.SetETag(paused.Revision);
        return TypedResults.Ok(PauseResponse.Of(paused.Settings.Pause));
    }

    private static Task<Results<Ok<PauseResponse>, ProblemHttpResult>> SetProfileAsync(
        Guid id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] PauseBody? body, CallerPractice practice,
        PauseStore store, HttpRequest http, CancellationToken cancellationToken) =>
        SetAsync(PauseSubject.Profile, id, body, practice, store, http, cancellationToken);

    private static Task<Results<Ok<PauseResponse>, ProblemHttpResult>> SetBatchAsync(
        Guid id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] PauseBody? body, CallerPractice practice,
        PauseStore store, HttpRequest http, CancellationToken cancellationToken) =>
        SetAsync(PauseSubject.Batch, id, body, practice, store, http, cancellationToken);

    private static async Task<Results<Ok<PauseResponse>, ProblemHttpResult>> SetAsync(
        PauseSubject subject, Guid id, PauseBody? body, CallerPractice practice, PauseStore store, HttpRequest http,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var request = Read(body, http, practice.Actor, checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        return await store.SetAsync(practice.Scope, subject, id, request, cancellationToken) is { } result
            ? TypedResults.Ok(PauseResponse.Of(result.Pause))
            : Problems.NotFound(subject.Name);
    }
}
