using System.Text.Json;
using BalanceNotifications.Errors;
using BalanceNotifications.Notifications.Actions;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Notifications;

/// <summary>Actions on many notifications: how far they are, what became of each, and the way back.</summary>
internal static class ActionJobEndpoints
{
    public static void MapActionJobs(this IEndpointRouteBuilder notifications)
    {
        var actions = notifications.MapGroup("/actions");

        actions.MapGet("/", ListAsync).WithName("ListActions").WithSummary("Actions by filter, newest first")
            .RequireAuthorization(Policies.Read);
        actions.MapGet("/{id:guid}", GetAsync).WithName("GetAction").RequireAuthorization(Policies.Read);
        actions.MapGet("/{id:guid}/results", ListResultsAsync).WithName("ListActionResults")
            .WithSummary("What became of each notification; state narrows").RequireAuthorization(Policies.Read);
        actions.MapPost("/{id:guid}/stop", StopAsync).WithName("StopAction")
            .WithSummary("After what is in hand: stopping, then stopped; what is done stays done").RequireAuthorization(Policies.Decide);
        actions.MapPost("/{id:guid}/undo", UndoAsync).WithName("UndoAction")
            .WithSummary("Puts back what it archived or cancelled, unless something has happened to it since")
            .RequireAuthorization(Policies.Decide);
    }

    private static async Task<Results<Ok<Page<ActionJobResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page, CallerPractice caller, ActionJobs jobs, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var limit = page.ReadLimit(checks);
        var after = page.ReadId(checks);
        return checks.Failed
            ? Problems.Invalid(checks)
            : TypedResults.Ok((await jobs.ListAsync(caller.Scope, after, limit, cancellationToken))
                .Select(ActionJobResponse.From));
    }

    private static async Task<Results<Ok<ActionJobResponse>, ProblemHttpResult>> GetAsync(
        Guid id, CallerPractice caller, ActionJobs jobs, CancellationToken cancellationToken) =>
        await jobs.FindAsync(caller.Scope, id, cancellationToken) is { } job
            ? TypedResults.Ok(ActionJobResponse.From(job))
            : Problems.NotFound("action");

    private static async Task<Results<Ok<Page<ActionItemResponse>>, ProblemHttpResult>> ListResultsAsync(
        Guid id, string? state, [AsParameters] PageQuery page, CallerPractice caller, ActionJobs jobs,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var limit = page.ReadLimit(checks);
        var after = page.ReadId(checks);
        var wanted = Enum.GetValues<ActionItemState>()
            .Where(known => JsonNamingPolicy.CamelCase.ConvertName(known.ToString()) == state)
            .Select(known => (ActionItemState?)known).FirstOrDefault();
        if (state is not null && wanted is null)
        {
            checks.Add("state", "Is waiting, done, nothingToDo, refused, notFound or failed.");
        }

        return checks.Failed ? Problems.Invalid(checks)
            : await jobs.FindAsync(caller.Scope, id, cancellationToken) is null ? Problems.NotFound("action")
            : TypedResults.Ok((await jobs.ListResultsAsync(caller.Scope, id, wanted, after, limit, cancellationToken))
                .Select(ActionItemResponse.From));
    }

    private static async Task<Results<Ok<ActionJobResponse>, ProblemHttpResult>> StopAsync(
        Guid id, CallerPractice caller, ActionJobs jobs, ActionStart start, CancellationToken cancellationToken)
    {
        if (await jobs.StopAsync(caller.Scope, id, caller.Actor, cancellationToken) is not { } job)
        {
            return Problems.NotFound("action");
        }

        if (job.Status is ActionJobStatus.Stopping)
        {
            await start.DriveAsync(caller, job);
        }

        return TypedResults.Ok(ActionJobResponse.From(job));
    }

    private static async Task<Results<Accepted<ActionJobResponse>, Ok<ActionJobResponse>, ProblemHttpResult>> UndoAsync(
        Guid id, CallerPractice caller, ActionJobs jobs, ActionStart start, CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(caller.Scope, id, cancellationToken) is not { } job)
        {
            return Problems.NotFound("action");
        }

        return await jobs.UndoAsync(caller.Scope, job, caller.Actor, cancellationToken) switch
        {
            { Job: null } when job.EndedAt is null =>
                Problems.Conflict("running", "It goes on", "Stop it first, or wait for its end."),
            { Job: null } => Problems.Conflict(
                "notUndoable", "There is nothing to take back",
                "What was archived or cancelled can be put back; what was sent again or opted out cannot."),
            { IsNew: true, Job: { } undo } => await start.AcceptAsync(caller, undo),
            { Job: { } undo } => TypedResults.Ok(ActionJobResponse.From(undo)),
        };
    }
}
