using BalanceNotifications.Accounts;
using BalanceNotifications.Batches;
using BalanceNotifications.Cadence;
using BalanceNotifications.Errors;
using BalanceNotifications.Security;
using BalanceNotifications.Zones;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BalanceNotifications.Simulation;

/// <summary>Plays a profile ahead of time over accounts, a file, or a sample. Reads, and changes nothing.</summary>
internal static class SimulateEndpoints
{
    private const long MaxFileBytes = 16 * 1024 * 1024;
    private const int MaxRows = 10_000;

    public static void MapSimulate(this IEndpointRouteBuilder profiles)
    {
        profiles.MapPost("/{id:guid}/simulate", SimulateAsync)
            .WithName("SimulateProfile")
            .WithSummary("Plays a profile ahead of time over accounts or a sample")
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .DisableRequestTimeout()
            .AddEndpointFilter(InPlaceAsync)
            .RequireAuthorization(Policies.Design);
        profiles.MapPost("/{id:guid}/simulate", SimulateFileAsync)
            .WithName("SimulateProfileOverFile")
            .WithSummary("Plays a profile ahead of time over the statements of a CSV file")
            .Accepts<Stream>("text/csv")
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .DisableRequestTimeout()
            .AddEndpointFilter(InPlaceAsync)
            // A request that does not say what it holds is taken for JSON.
            .WithOrder(1)
            .WithMetadata(new RequestSizeLimitAttribute(MaxFileBytes))
            .RequireAuthorization(Policies.Design);
    }

    // Before a file is read.
    private static ValueTask<object?> InPlaceAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<SimulationPlaces>().InvokeAsync(context, next);

    private static async Task<Results<Ok<SimulationResponse>, ProblemHttpResult>> SimulateAsync(
        Guid id,
        SimulateRequest request,
        CallerPractice caller,
        SimulationRun run,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var wanted = request.Read(checks, TodayOf(caller, clock));
        return checks.Failed
            ? Problems.Invalid(checks)
            : Answer(await run.RunAsync(caller, id, wanted, cancellationToken), []);
    }

    private static async Task<Results<Ok<SimulationResponse>, ProblemHttpResult>> SimulateFileAsync(
        Guid id,
        [AsParameters] SimulateFileQuery query,
        CallerPractice caller,
        SimulationRun run,
        TimeProvider clock,
        HttpRequest request,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var wanted = query.Read(checks, TodayOf(caller, clock));
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var rows = new List<IntakeRow>();
        var file = new CsvFile(
            request.Body, BatchKind.Cycle, caller.Practice.Id, caller.Practice.Salt, caller.OriginAt(clock));
        try
        {
            await foreach (var row in file.ReadAsync(cancellationToken))
            {
                rows.Add(rows.Count < MaxRows
                    ? row
                    : throw new BrokenFileException(new FieldError(BrokenFileException.Body, "Has more than 10,000 rows.")));
            }
        }
        catch (BrokenFileException broken)
        {
            return Problems.Invalid(broken.Errors, "brokenFile");
        }

        wanted = wanted with
        {
            Subjects =
            [
                .. rows.Where(row => row.Fault is null)
                    .GroupBy(row => row.Account!, row => Database.FromJson<PostStatement>(row.Body!), StringComparer.Ordinal)
                    .Select(account => new SimulatedSubject(account.Key, [.. account])),
            ],
        };
        return Answer(
            await run.RunAsync(caller, id, wanted, cancellationToken),
            [.. rows.Where(row => row.Fault is not null).Select(row =>
                new RejectedRow(row.Row, row.Fault!.Column, row.Fault.Value, row.Fault.Reason))]);
    }

    private static Results<Ok<SimulationResponse>, ProblemHttpResult> Answer(
        SimulationResponse? response, IReadOnlyList<RejectedRow> rejected) => response is null
            ? Problems.NotFound("profile or revision")
            : TypedResults.Ok(response with { Rejected = rejected });

    private static DateOnly TodayOf(CallerPractice caller, TimeProvider clock) =>
        LocalTime.DateOf(clock.GetUtcNow(), ZoneId.Find(caller.Practice.Settings.TimeZone));
}
