using System.Diagnostics;
using BalanceNotifications.Errors;
using BalanceNotifications.Keys;
using BalanceNotifications.Paging;
using BalanceNotifications.Practices;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Events;

/// <summary>Who hears what happens: the endpoints that a practice's events are sent to.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder practice)
    {
        var webhooks = practice.MapGroup("/webhooks").WithTags("Webhooks");

        webhooks.MapGet("/", ListAsync).WithName("ListWebhooks").RequireAuthorization(Policies.Administer);
        webhooks.MapPost("/", CreateAsync).WithName("CreateWebhook")
            .WithSummary("The answer shows the secret, once")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .RequireAuthorization(Policies.Administer)
            .WithMetadata(new ShowsSecret());
        webhooks.MapGet("/{id:guid}", GetAsync).WithName("GetWebhook").RequireAuthorization(Policies.Administer);
        webhooks.MapPut("/{id:guid}", SaveAsync).WithName("SaveWebhook").RequireAuthorization(Policies.Administer);
        webhooks.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteWebhook").RequireAuthorization(Policies.Administer);
        webhooks.MapGet("/{id:guid}/deliveries", ListDeliveriesAsync).WithName("ListWebhookDeliveries")
            .WithSummary("Every attempt of the last week, newest first")
            .RequireAuthorization(Policies.Read);
        webhooks.MapWebhookActions();
    }

    private static async Task<Ok<Page<WebhookResponse>>> ListAsync(
        CallerPractice practice, WebhookStore store, TimeProvider clock, CancellationToken cancellationToken)
    {
        var webhooks = await store.ListAsync(practice.Scope, cancellationToken);
        return TypedResults.Ok(new Page<WebhookResponse>(
            [.. webhooks.Select(webhook => WebhookResponse.From(webhook, clock.GetUtcNow()))], Next: null));
    }

    private static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> GetAsync(
        Guid id, CallerPractice practice, WebhookStore store, TimeProvider clock, HttpResponse response,
        CancellationToken cancellationToken)
    {
        if (await store.FindAsync(practice.Scope, id, cancellationToken) is not { } found)
        {
            return Problems.NotFound("webhook");
        }

        response.SetETag(found.Revision);
        return TypedResults.Ok(WebhookResponse.From(found, clock.GetUtcNow()));
    }

    private static async Task<Results<Created<WebhookResponse>, ProblemHttpResult>> CreateAsync(
        SaveWebhookRequest request, CallerPractice practice, WebhookStore store, WebhookDesk desk, TimeProvider clock,
        HttpResponse response, CancellationToken cancellationToken)
    {
        if (!desk.IsOn)
        {
            return WebhookActionEndpoints.Off();
        }

        var checks = new FieldChecks();
        var draft = request.Read(checks, desk.Allowed);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        if (await store.CreateAsync(practice.Scope, draft, practice.Actor, cancellationToken) is not { } created)
        {
            return Problems.Conflict(
                "tooManyWebhooks", $"A practice has at most {WebhookRules.MostWebhooks} webhooks", "Delete one first.");
        }

        response.SetETag(created.Revision);
        return TypedResults.Created(
            $"/v1/practices/{practice.Practice.Slug}/webhooks/{created.Id}",
            WebhookResponse.From(created, clock.GetUtcNow()) with { Secret = desk.SecretOf(created) });
    }

    private static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> SaveAsync(
        Guid id, SaveWebhookRequest request, CallerPractice practice, WebhookStore store, WebhookDesk desk,
        TimeProvider clock, HttpContext context, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var draft = request.Read(checks, desk.Allowed);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var result = await store.SaveAsync(
            practice.Scope, id, draft, context.Request.IfMatch(), practice.Actor, cancellationToken);
        switch (result.Outcome)
        {
            case SaveOutcome.Saved:
                context.Response.SetETag(result.Value!.Revision);
                return TypedResults.Ok(WebhookResponse.From(result.Value, clock.GetUtcNow()));
            case SaveOutcome.Stale:
                return Problems.Stale();
            case SaveOutcome.RevisionNeeded:
                return Problems.RevisionNeeded();
            case SaveOutcome.NotFound:
                return Problems.NotFound("webhook");
            case SaveOutcome.Created:
            default:
                throw new UnreachableException("A PUT makes none.");
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, CallerPractice practice, WebhookStore store, CancellationToken cancellationToken) =>
        await store.DeleteAsync(practice.Scope, id, practice.Actor, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound("webhook");

    private static async Task<Results<Ok<Page<WebhookDeliveryResponse>>, ProblemHttpResult>> ListDeliveriesAsync(
        Guid id, [AsParameters] PageQuery query, CallerPractice practice, WebhookStore store,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var after = query.ReadLongNumber(checks);
        var limit = query.ReadLimit(checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        if (await store.FindAsync(practice.Scope, id, cancellationToken) is null)
        {
            return Problems.NotFound("webhook");
        }

        var page = await store.ListDeliveriesAsync(practice.Scope, id, after, limit, cancellationToken);
        return TypedResults.Ok(page.Select(WebhookDeliveryResponse.From));
    }
}
