using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Profiles;

/// <summary>From a saved revision to one in force: look back, proof, approve.</summary>
internal static class ReviewEndpoints
{
    public static void MapProfileReview(this IEndpointRouteBuilder profiles)
    {
        profiles.MapGet("/{id:guid}/revisions", ListRevisionsAsync).WithName("ListProfileRevisions").RequireAuthorization(Policies.Read);
        profiles.MapProof();
        profiles.MapPost("/{id:guid}/approve", ApproveAsync)
            .WithName("ApproveProfile")
            .WithSummary("Puts a proofed revision in force")
            .RequireAuthorization(Policies.Administer);
    }

    private static async Task<Results<Ok<Page<RevisionResponse>>, ProblemHttpResult>> ListRevisionsAsync(
        Guid id, [AsParameters] PageQuery query, CallerPractice practice, ProfileStore store,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var after = query.ReadNumber(checks);
        var limit = query.ReadLimit(checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var page = await store.ListRevisionsAsync(practice.Scope, id, after, limit, cancellationToken);
        return page.Items.Count == 0 && after is null
            ? Problems.NotFound("profile")
            : TypedResults.Ok(page.Select(RevisionResponse.From));
    }

    private static async Task<Results<Ok<ProfileResponse>, ProblemHttpResult>> ApproveAsync(
        Guid id, ApproveProfileRequest? request, CallerPractice practice, ProfileChanges changes,
        CancellationToken cancellationToken)
    {
        var result = await changes.ApproveAsync(
            practice.Scope, id, request?.Revision, practice.Actor, cancellationToken);
        return result.Profile is { } approved
            ? TypedResults.Ok(ProfileResponse.From(
                approved,
                ProfileRules.Warnings(approved.Newest.Profile, practice.Practice.Settings.ContactHours)))
            : ProfileRefusals.Of(result);
    }
}
