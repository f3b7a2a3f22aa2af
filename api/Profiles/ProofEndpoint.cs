using BalanceNotifications.Errors;
using BalanceNotifications.Security;
using BalanceNotifications.Templates;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Profiles;

/// <summary>Shows what a revision would send, which somebody must have seen before it can be approved (V67).</summary>
internal static class ProofEndpoint
{
    public static void MapProof(this IEndpointRouteBuilder profiles) => profiles
        .MapPost("/{id:guid}/proof", ProofAsync)
        .WithName("ProofProfile")
        .WithSummary("Renders every notification of a revision, with sample values and for named accounts")
        .RequireAuthorization(Policies.Design);

    private static async Task<Results<Ok<ProofResponse>, ProblemHttpResult>> ProofAsync(
        Guid id, ProofRequest? request, CallerPractice practice, ProfileStore store, ProfileChanges changes,
        TemplateStore templates, PreviewAccounts accounts, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(practice.Scope, id, cancellationToken) is not { } current)
        {
            return Problems.NotFound("profile");
        }

        var checks = new FieldChecks();
        var asked = request ?? new(null, null);
        var shown = await asked.ReadAsync(practice, accounts, checks, cancellationToken);
        var chosen = asked.Revision is { } revision
            ? await store.FindAsync(practice.Scope, id, revision, cancellationToken)
            : current;
        if (chosen is null)
        {
            checks.Add("revision", "There is no such revision.");
        }

        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var (number, profile) = (chosen!.Newest.Revision, chosen.Newest.Profile);
        var named = (await templates.FindAsync(practice.Scope, profile.NamedTemplates(), cancellationToken))
            .ToDictionary(found => found.Id);
        if (profile.NamedTemplates().Any(template => !named.ContainsKey(template)))
        {
            return ProfileRefusals.Of(new(ProfileOutcome.TemplateGone, null));
        }

        var now = clock.GetUtcNow();
        var samples = new PreviewValues(practice.Practice, Of: null, now);
        var known = shown.Select(account => new PreviewValues(practice.Practice, account, now)).ToArray();
        var proof = new ProofResponse(
            number,
            [
                .. profile.Notifications.SelectMany(rule => (rule.FallbackTemplates ?? new Dictionary<Channel, Guid>())
                    .OrderBy(fallback => fallback.Key)
                    .Select(fallback => fallback.Value)
                    .Prepend(rule.Template)
                    .Select(template => ProofedNotification.Of(rule, named[template], samples, known))),
            ]);
        var rendered = named.ToDictionary(found => found.Key, found => found.Value.Revision);
        await changes.MarkProofedAsync(practice.Scope, id, number, rendered, practice.Actor, cancellationToken);
        return TypedResults.Ok(proof);
    }
}
