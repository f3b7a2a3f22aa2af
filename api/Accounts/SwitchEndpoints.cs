using System.Text.Json;
using BalanceNotifications.Errors;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Accounts;

internal static class SwitchEndpoints
{
    public static void MapSwitches(this IEndpointRouteBuilder accounts) =>
        accounts.MapPut("/{account}/switches", SetAsync).WithName("SetSwitches").RequireAuthorization(Policies.Write);

    private static async Task<Results<Ok<AccountResponse>, ProblemHttpResult>> SetAsync(
        string account,
        SetSwitchesRequest request,
        CallerPractice caller,
        IGrainFactory grains,
        TimeProvider clock,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var changes = request.Read(checks, caller.OriginAt(clock));
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var result = await grains.GetAccount(caller, account)
            .SetSwitchesAsync(changes, caller.Actor, cancellationToken);
        if (result.Account is { } view)
        {
            response.SetETag(view);
        }

        return result.Outcome switch
        {
            SetSwitchesOutcome.Applied => TypedResults.Ok(AccountResponse.From(result.Account!)),
            SetSwitchesOutcome.NoAccount => Problems.NotFound("account"),
            SetSwitchesOutcome.Merged => PostProblems.Merged(result.Account?.MergedInto),
            SetSwitchesOutcome.EvidenceNeeded => EvidenceNeeded(result.Refused),
        };
    }

    private static ProblemHttpResult EvidenceNeeded(IReadOnlyList<SwitchKind> refused)
    {
        var problem = Problems.Conflict(
            "evidenceNeeded",
            "A switch can only be lifted with newer evidence",
            "Send evidence that is newer than what set it. Nothing was changed.");
        problem.ProblemDetails.Extensions["switches"] =
            refused.Select(kind => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString())).ToArray();
        return problem;
    }
}
