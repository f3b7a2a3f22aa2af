using System.Diagnostics;
using BalanceNotifications.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Profiles;

/// <summary>What the api answers when a change of a profile did not take place.</summary>
internal static class ProfileRefusals
{
    public static ProblemHttpResult Of(ProfileResult refused) => refused.Outcome switch
    {
        ProfileOutcome.NotFound => Problems.NotFound("profile"),
        ProfileOutcome.Stale => Problems.Stale(),
        ProfileOutcome.NoSuchRevision => Problems.Invalid([new("revision", "There is no such revision.")]),
        ProfileOutcome.NotProofed => Problems.Conflict(
            "notProofed", "Nobody has looked at this revision", "POST …/proof renders it; then it can be approved."),
        ProfileOutcome.ProofStale => ProofStale(refused.Changed ?? []),
        ProfileOutcome.NameTaken => Problems.Conflict("nameTaken", "Another profile has this name"),
        ProfileOutcome.DefaultExists => Problems.Conflict(
            "defaultExists", "Another profile is the default for this use", "Take default from that one first."),
        ProfileOutcome.TemplateGone => Problems.Conflict(
            "templateGone", "A template it names has been deleted, or is inactive"),
        ProfileOutcome.Done => throw new UnreachableException("A change that took place is not refused."),
    };

    private static ProblemHttpResult ProofStale(IReadOnlyList<TemplateStanding> changed)
    {
        var problem = Problems.Conflict(
            "proofStale",
            "A template has changed since the proof",
            $"Nobody has looked at it: {string.Join(", ", changed.Select(template => template.Label))}. "
            + "POST …/proof renders it; then it can be approved.");
        problem.ProblemDetails.Extensions["templates"] = changed;
        return problem;
    }
}
