using System.Diagnostics;
using BalanceNotifications.Errors;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Accounts;

internal static class MergeEndpoints
{
    public static void MapMerge(this IEndpointRouteBuilder accounts) =>
        accounts.MapPost("/{account}/merge", MergeAsync).WithName("MergeAccount")
            .WithSummary("Merges the account into another, which keeps its own switches and details")
            .RequireAuthorization(Policies.Merge);

    private static async Task<Results<Ok<MergeResponse>, Accepted<MergeResponse>, ProblemHttpResult>> MergeAsync(
        string account,
        MergeRequest request,
        CallerPractice caller,
        IGrainFactory grains,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var command = request.Read(checks, account, caller.Actor);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var result = await grains.GetAccount(caller, account).MergeAsync(command, cancellationToken);
        return result.Outcome switch
        {
            MergeOutcome.Merged => TypedResults.Ok(new MergeResponse(account, command.Into, "merged")),
            MergeOutcome.Pending => TypedResults.Accepted(
                $"/v1/practices/{caller.Practice.Slug}/accounts/{account}",
                new MergeResponse(account, command.Into, "pending")),
            MergeOutcome.NoAccount => Problems.NotFound("account"),
            MergeOutcome.NoTarget => Problems.Invalid(
                [new("into", "Is not the number of an account of this practice.")]),
            MergeOutcome.MergedElsewhere => PostProblems.Merged(result.Into),
            MergeOutcome.TargetMerged => TargetMerged(result.Into),
            MergeOutcome.ConfidentialDiffers => Problems.Conflict(
                "confidentialDiffers",
                "The two accounts have different confidential addresses",
                "Make them the same, or take one away, and merge again. Nothing was changed."),
            _ => throw new UnreachableException($"Unknown outcome {result.Outcome}"),
        };
    }

    private static ProblemHttpResult TargetMerged(string? into)
    {
        var problem = Problems.Conflict(
            "targetMerged",
            "The account to merge into is merged itself",
            "Merge into the one that is left. Nothing was changed.");
        problem.ProblemDetails.Extensions["mergedInto"] = into;
        return problem;
    }
}

/// <summary>The body of <c>POST …/merge</c>.</summary>
/// <param name="Into">The number of the account that takes this one's place.</param>
/// <param name="Reason">For the change log of both.</param>
public sealed record MergeRequest(string? Into = null, string? Reason = null)
{
    internal MergeAccount Read(FieldChecks checks, string account, string actor)
    {
        var into = checks.Required(RequestRules.OrNull(Into), "into") ?? "";
        if (Into is not null && (!AccountRules.IsAccountNumber(into) || into == account))
        {
            checks.Add("into", "Is the number of another account.");
        }

        var reason = checks.Note(checks.Required(RequestRules.OrNull(Reason), "reason"), "reason") ?? "";
        return new(into, reason, actor);
    }
}

/// <param name="Status"><c>merged</c>, or <c>pending</c> while the account finishes it by itself.</param>
public sealed record MergeResponse(string Account, string Into, string Status);
