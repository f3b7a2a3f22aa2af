using BalanceNotifications.Errors;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Accounts;

internal static class HoldEndpoints
{
    public static void MapHolds(this IEndpointRouteBuilder accounts)
    {
        accounts.MapPost("/{account}/holds", PlaceAsync).WithName("PlaceHold").RequireAuthorization(Policies.Write);
        accounts.MapDelete("/{account}/holds/{id}", ReleaseAsync).WithName("ReleaseHold")
            .RequireAuthorization(Policies.Write);
    }

    private static async Task<Results<Created<HoldResponse>, Ok<HoldResponse>, ProblemHttpResult>> PlaceAsync(
        string account,
        PlaceHoldRequest request,
        CallerPractice caller,
        IGrainFactory grains,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var hold = request.Read(checks, caller.OriginAt(clock));
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var result = await grains.GetAccount(caller, account).PlaceHoldAsync(hold, cancellationToken);
        return result.Outcome switch
        {
            PostOutcome.Created => TypedResults.Created((string?)null, HoldResponse.From(result.Hold!)),
            PostOutcome.Repeated => TypedResults.Ok(HoldResponse.From(result.Hold!)),
            var refused => PostProblems.Of(refused, dateField: "until", result.MergedInto),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReleaseAsync(
        string account, string id, CallerPractice caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        await grains.GetAccount(caller, account).ReleaseHoldAsync(id, caller.Actor, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound("hold");
}
