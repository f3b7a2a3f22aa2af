using BalanceNotifications.Accounts;
using BalanceNotifications.Errors;
using BalanceNotifications.Security;
using BalanceNotifications.Templates;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace BalanceNotifications.Batches;

/// <summary>Takes an upload in as a stream; what it says is checked here, and done by the batch's grain.</summary>
internal static partial class BatchUploadEndpoint
{
    private const long MaxBodyBytes = 512L * 1024 * 1024;

    public static void MapBatchUpload(this IEndpointRouteBuilder batches) =>
        batches.MapPost("", UploadAsync).WithName("PostBatch")
            .RequireAuthorization(Policies.Write)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .DisableRequestTimeout();

    private static async Task<Results<Accepted<BatchResponse>, ProblemHttpResult>> UploadAsync(
        [AsParameters] UploadQuery query,
        CallerPractice caller,
        [FromServices] BatchIntake intake,
        [FromServices] BatchReader batches,
        [FromServices] TemplateStore templates,
        [FromServices] IGrainFactory grains,
        [FromServices] TimeProvider clock,
        [FromServices] IOptions<JsonOptions> json,
        [FromServices] ILoggerFactory loggers,
        HttpRequest request,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var upload = query.Read(checks, request);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var origin = caller.OriginAt(clock) with { Batch = id };
        var (practice, salt) = (caller.Practice.Id, caller.Practice.Salt);
        var onDemand = upload.Kind is BatchKind.OnDemand
            ? await OnDemandRules.LoadAsync(
                caller.Scope, OnDemandSetting.Of(caller.Practice.Settings), templates, cancellationToken)
            : null;
        var rows = upload.IsCsv
            ? new CsvFile(request.Body, upload.Kind, practice, salt, origin, onDemand).ReadAsync(cancellationToken)
            : new NdjsonFile(
                    request.BodyReader, upload.Kind, practice, salt, origin, json.Value.SerializerOptions, onDemand)
                .ReadAsync(cancellationToken);
        try
        {
            await intake.StoreAsync(
                caller.Scope, new(id, upload.Kind, upload.StartsAtOnce, caller.Actor), rows, cancellationToken);
        }
        catch (BrokenFileException broken)
        {
            return Problems.Invalid(broken.Errors, "brokenFile");
        }

        if (upload.StartsAtOnce)
        {
            await StartAsync(grains.GetBatch(caller, id), id, caller.Actor, loggers, cancellationToken);
        }

        var stored = await batches.FindAsync(caller.Scope, id, cancellationToken);
        return TypedResults.Accepted(
            $"/v1/practices/{caller.Practice.Slug}/batches/{id}", BatchResponse.From(stored!));
    }

    // The batch is stored as uploading: whatever keeps it from starting now, the silo's sweep starts it, and a second
    // upload of the same file would be the wrong answer.
    private static async Task StartAsync(
        IBatchGrain batch, Guid id, string actor, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            await batch.StartAsync(actor, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotStarted(loggers.CreateLogger(typeof(BatchUploadEndpoint)), id, exception.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Batch {Batch} is stored but could not be started ({Error}); the sweep starts it.")]
    private static partial void LogNotStarted(ILogger logger, Guid batch, string error);
}
