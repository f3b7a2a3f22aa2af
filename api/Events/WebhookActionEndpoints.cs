using System.Globalization;
using BalanceNotifications.Errors;
using BalanceNotifications.Keys;
using BalanceNotifications.Security;
using BalanceNotifications.Templates;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Events;

/// <summary>What people do with an endpoint that is there.</summary>
internal static class WebhookActionEndpoints
{
    public static void MapWebhookActions(this IEndpointRouteBuilder webhooks)
    {
        webhooks.MapPost("/{id:guid}/rotate", RotateAsync).WithName("RotateWebhookSecret")
            .WithSummary("Another secret, shown once; the one before is used too until the overlap ends")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .RequireAuthorization(Policies.Administer)
            .WithMetadata(new ShowsSecret());
        webhooks.MapPost("/{id:guid}/replay", ReplayAsync).WithName("ReplayWebhook")
            .WithSummary("Sends again, in order, everything that was told from an instant on; seven days are kept")
            .RequireAuthorization(Policies.Administer);
        webhooks.MapPost("/{id:guid}/resume", ResumeAsync).WithName("ResumeWebhook")
            .WithSummary("Goes on where it was paused, or tries again at once")
            .RequireAuthorization(Policies.Administer);
        webhooks.MapPost("/{id:guid}/test", TestAsync).WithName("TestWebhook")
            .WithSummary("Sends an event of the type ping now, and says what became of it")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .RequireAuthorization(Policies.Administer);
    }

    private static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> RotateAsync(
        Guid id, RotateWebhookRequest? request, CallerPractice practice, WebhookStore store, WebhookDesk desk,
        TimeProvider clock, HttpResponse response, CancellationToken cancellationToken)
    {
        if (!desk.IsOn)
        {
            return Off();
        }

        var checks = new FieldChecks();
        var overlap = (request ?? new(RotateWebhookRequest.DefaultHours)).Read(checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        if (await store.RotateAsync(practice.Scope, id, overlap, practice.Actor, cancellationToken) is not { } rotated)
        {
            return Problems.NotFound("webhook");
        }

        response.SetETag(rotated.Revision);
        return TypedResults.Ok(
            WebhookResponse.From(rotated, clock.GetUtcNow()) with { Secret = desk.SecretOf(rotated) });
    }

    private static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> ReplayAsync(
        Guid id, ReplayWebhookRequest request, CallerPractice practice, WebhookStore store, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var from = checks.Required(request.From, "from");
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        return Answer(
            await store.ReplayAsync(practice.Scope, id, from.ToUniversalTime(), practice.Actor, cancellationToken), clock);
    }

    private static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> ResumeAsync(
        Guid id, CallerPractice practice, WebhookStore store, TimeProvider clock, CancellationToken cancellationToken) =>
        Answer(await store.ResumeAsync(practice.Scope, id, practice.Actor, cancellationToken), clock);

    private static async Task<Results<Ok<WebhookTestResponse>, ProblemHttpResult>> TestAsync(
        Guid id, CallerPractice practice, WebhookStore store, WebhookDesk desk, TestSendLimit limit, IGrainFactory grains,
        HttpResponse response, CancellationToken cancellationToken)
    {
        if (!desk.IsOn)
        {
            return Off();
        }

        if (limit.Take(practice.Practice.Id) is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Problems.Of(
                StatusCodes.Status429TooManyRequests, "tooManyTests",
                $"At most {TestSendLimit.PerMinute} tests in a minute");
        }

        return await store.NoteTestAsync(practice.Scope, id, practice.Actor, cancellationToken)
            && await grains.GetGrain<IWebhookGrain>(practice.Practice.Id).PingAsync(id, cancellationToken) is { } answer
                ? TypedResults.Ok(WebhookTestResponse.From(answer))
                : Problems.NotFound("webhook");
    }

    private static Results<Ok<WebhookResponse>, ProblemHttpResult> Answer(Webhook? webhook, TimeProvider clock) =>
        webhook is { } found
            ? TypedResults.Ok(WebhookResponse.From(found, clock.GetUtcNow()))
            : Problems.NotFound("webhook");

    public static ProblemHttpResult Off() => Problems.Conflict(
        "eventsOff", "This installation sends no events", "Whoever runs it has set no Events:Key.");
}
