using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Batches;

internal static class BatchEndpoints
{
    public static RouteGroupBuilder MapBatches(this IEndpointRouteBuilder routes)
    {
        var batches = routes.MapGroup("/batches").WithTags("Batches");

        batches.MapGet("", ListAsync).WithName("ListBatches").RequireAuthorization(Policies.Read);
        batches.MapBatchUpload();
        batches.MapGet("/{id:guid}", GetAsync).WithName("GetBatch").RequireAuthorization(Policies.Read);
        batches.MapBatchRows();
        batches.MapPost("/{id:guid}/upload", StartAsync).WithName("StartBatch").RequireAuthorization(Policies.Write);
        batches.MapPost("/{id:guid}/cancel", CancelAsync).WithName("CancelBatch").RequireAuthorization(Policies.Write);

        return batches;
    }

    internal static IBatchGrain GetBatch(this IGrainFactory grains, CallerPractice caller, Guid id) =>
        grains.GetGrain<IBatchGrain>($"{caller.Practice.Id}/{id}");

    private static async Task<Results<Ok<Page<BatchResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page,
        string? order,
        CallerPractice caller,
        BatchReader batches,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var limit = page.ReadLimit(checks);
        var after = page.ReadId(checks);
        var ascending = ListOrder.IsAscending(order, checks);
        return checks.Failed
            ? Problems.Invalid(checks)
            : TypedResults.Ok((await batches.ListAsync(
                caller.Scope, ascending, after, limit, cancellationToken)).Select(BatchResponse.From));
    }

    private static async Task<Results<Ok<BatchResponse>, ProblemHttpResult>> GetAsync(
        Guid id, CallerPractice caller, BatchReader batches, CancellationToken cancellationToken) =>
        await batches.FindAsync(caller.Scope, id, cancellationToken) is { } batch
            ? TypedResults.Ok(BatchResponse.From(batch))
            : Problems.NotFound("batch");

    private static async Task<Results<Accepted<BatchResponse>, ProblemHttpResult>> StartAsync(
        Guid id, CallerPractice caller, BatchReader batches, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (await batches.FindAsync(caller.Scope, id, cancellationToken) is not { } batch)
        {
            return Problems.NotFound("batch");
        }

        if (batch.Status is not (BatchStatus.Created or BatchStatus.Failed))
        {
            return Problems.Conflict(
                "notCreated", "The batch is under way or over", "Only a created batch, or one that failed, can be uploaded.");
        }

        await grains.GetBatch(caller, id).StartAsync(caller.Actor, cancellationToken);
        var started = await batches.FindAsync(caller.Scope, id, cancellationToken);
        return TypedResults.Accepted((string?)null, BatchResponse.From(started ?? batch));
    }

    private static async Task<Results<Ok<BatchResponse>, ProblemHttpResult>> CancelAsync(
        Guid id, CallerPractice caller, BatchReader batches, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (await batches.FindAsync(caller.Scope, id, cancellationToken) is not { } batch)
        {
            return Problems.NotFound("batch");
        }

        if (!await grains.GetBatch(caller, id).CancelAsync(caller.Actor, cancellationToken))
        {
            return Problems.Conflict("ended", "The batch was cancelled before", "What it had planned is taken back.");
        }

        var cancelled = await batches.FindAsync(caller.Scope, id, cancellationToken);
        return TypedResults.Ok(BatchResponse.From(cancelled ?? batch));
    }
}
