using BalanceNotifications.Errors;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Accounts;

internal static class PostingEndpoints
{
    public static void MapPostings(this IEndpointRouteBuilder accounts) =>
        accounts.MapPost("/{account}/postings", PostAsync).WithName("PostPosting")
            .RequireAuthorization(Policies.Write);

    private static async Task<Results<Created<PostingResponse>, Ok<PostingResponse>, ProblemHttpResult>> PostAsync(
        string account,
        PostPostingRequest request,
        CallerPractice caller,
        IGrainFactory grains,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var origin = caller.OriginAt(clock);
        var checks = new FieldChecks();
        var command = request.Read(checks, origin);
        if (checks.Failed)
        {
            return Problems.Invalid(checks.Errors, request.IsTooOld(origin) ? PostProblems.TooOldCode : "invalid");
        }

        var result = await grains.GetAccount(caller, account).PostAsync(command, cancellationToken);
        return result.Outcome switch
        {
            PostOutcome.Created => TypedResults.Created((string?)null, PostingResponse.From(result.Posting!)),
            PostOutcome.Repeated => TypedResults.Ok(PostingResponse.From(result.Posting!)),
            var refused => PostProblems.Of(refused, dateField: "at", result.MergedInto),
        };
    }
}
