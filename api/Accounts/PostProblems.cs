using System.Diagnostics;
using BalanceNotifications.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Accounts;

/// <summary>Why a statement or posting was not taken.</summary>
internal static class PostProblems
{
    public const string TooOldCode = "tooOld";

    /// <param name="mergedInto">The account that has taken this one's place; null when none has.</param>
    public static ProblemHttpResult Of(PostOutcome outcome, string dateField, string? mergedInto) => outcome switch
    {
        PostOutcome.IdReused => Problems.Conflict(
            "idReused", "The id is taken", "It was used before, with another body. Nothing was changed."),
        PostOutcome.TooOld => Problems.Invalid([new(dateField, "Lies before what the ledger remembers.")], TooOldCode),
        PostOutcome.NoAccount => Problems.NotFound("account"),
        PostOutcome.UnknownPosting => Problems.Invalid(
            [new("reverses", "Is not a posting of this account, was reversed already, or is a reversal itself.")],
            "unknownPosting"),
        PostOutcome.Merged => Merged(mergedInto),
        PostOutcome.Created or PostOutcome.Repeated => throw new UnreachableException("It was taken."),
    };

    /// <summary>The account takes nothing any more; another one has taken its place.</summary>
    public static ProblemHttpResult Merged(string? into)
    {
        var problem = Problems.Conflict(
            "merged", "The account was merged into another", "Send it to that account. Nothing was changed.");
        problem.ProblemDetails.Extensions["mergedInto"] = into;
        return problem;
    }
}
