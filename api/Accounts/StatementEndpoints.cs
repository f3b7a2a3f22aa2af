using BalanceNotifications.Errors;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Accounts;

internal static class StatementEndpoints
{
    public static void MapStatements(this IEndpointRouteBuilder accounts)
    {
        accounts.MapPost("/{account}/statements", PostAsync).WithName("PostStatement")
            .RequireAuthorization(Policies.Write);
        accounts.MapDelete("/{account}/statements/{id}", WithdrawAsync).WithName("WithdrawStatement")
            .RequireAuthorization(Policies.Write);
    }

    private static async Task<Results<Created<StatementResponse>, Ok<StatementResponse>, ProblemHttpResult>> PostAsync(
        string account,
        PostStatementRequest request,
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

        var result = await grains.GetAccount(caller, account).PostStatementAsync(command, cancellationToken);
        return result.Outcome switch
        {
            PostOutcome.Created => TypedResults.Created((string?)null, StatementResponse.From(result.Statement!)),
            PostOutcome.Repeated => TypedResults.Ok(StatementResponse.From(result.Statement!)),
            var refused => PostProblems.Of(refused, dateField: "statementDate", result.MergedInto),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> WithdrawAsync(
        string account, string id, CallerPractice caller, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var grain = grains.GetAccount(caller, account);
        return await grain.WithdrawStatementAsync(id, caller.Actor, cancellationToken) switch
        {
            WithdrawOutcome.Withdrawn => TypedResults.NoContent(),
            WithdrawOutcome.NotFound => Problems.NotFound("statement"),
            WithdrawOutcome.Merged => PostProblems.Merged((await grain.GetAsync(cancellationToken))?.MergedInto),
        };
    }
}
