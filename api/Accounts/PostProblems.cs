using System.Diagnostics;
using BalanceNotifications.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Accounts;

/// <summary>Why a statement or posting was not taken.</summary>
internal static class PostProblems
{
    public const string TooOldCode = "tooOld";

    public static ProblemHttpResult Of(PostOutcome outcome, string dateField) => outcome switch
    {
        PostOutcome.IdReused => Problems.Conflict(
            "idReused", "The id is taken", "It was used before, with another body. Nothing was changed."),
        PostOutcome.TooOld => Problems.Invalid([new(dateField, "Lies before what the ledger remembers.")], TooOldCode),
        PostOutcome.NoAccount => Problems.NotFound("account"),
        PostOutcome.UnknownPosting => Problems.Invalid(
            [new("reverses", "Is not a posting of this account, was reversed already, or is a reversal itself.")],
            "unknownPosting"),
        PostOutcome.Created or PostOutcome.Repeated => throw new UnreachableException("It was taken."),
    };
}
