using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using BalanceNotifications.Templates;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Profiles;

/// <summary>From a saved revision to one in force: look back, proof, approve.</summary>
internal static class ReviewEndpoints
{
    public static void MapProfileReview(this IEndpointRouteBuilder profiles)
    {
        profiles.MapGet("/{id:guid}/revisions", ListRevisionsAsync).WithName("ListProfileRevisions");
        profiles.MapPost("/{id:guid}/proof", ProofAsync)
            .WithName("ProofProfile")
            .WithSummary("Renders every notification of the newest revision")
            .RequireAuthorization(Policies.Design);
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

    private static async Task<Results<Ok<ProofResponse>, ProblemHttpResult>> ProofAsync(
        Guid id, CallerPractice practice, ProfileStore store, ProfileChanges changes, TemplateStore templates,
        TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(practice.Scope, id, cancellationToken) is not { Newest: var newest })
        {
            return Problems.NotFound("profile");
        }

        var rules = newest.Profile.Notifications;
        var named = (await templates.FindAsync(practice.Scope, rules.Select(rule => rule.Template), cancellationToken))
            .ToDictionary(found => found.Id, found => found.Template);
        if (rules.Any(rule => !named.ContainsKey(rule.Template)))
        {
            return ProfileRefusals.Of(ProfileOutcome.TemplateGone);
        }

        var now = clock.GetUtcNow();
        var proof = new ProofResponse(
            newest.Revision, [.. rules.Select(rule => Render(rule, named[rule.Template], practice, now))]);
        await changes.MarkProofedAsync(practice.Scope, id, newest.Revision, practice.Actor, cancellationToken);
        return TypedResults.Ok(proof);
    }

    private static ProofedNotification Render(
        NotificationRule rule, MessageTemplate template, CallerPractice practice, DateTimeOffset now) => new(
        rule.Id,
        rule.Level,
        rule.Channel,
        PreviewResponse.Of(
            template,
            reader: null,
            language => new PreviewValues(practice.Practice, null, now).In(rule.Channel, language)));

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
            : ProfileRefusals.Of(result.Outcome);
    }
}
