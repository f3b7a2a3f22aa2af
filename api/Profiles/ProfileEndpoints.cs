using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using BalanceNotifications.Simulation;
using BalanceNotifications.Templates;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Profiles;

internal static class ProfileEndpoints
{
    public static RouteGroupBuilder MapProfiles(this IEndpointRouteBuilder practice)
    {
        var profiles = practice.MapGroup("/profiles").WithTags("Statement profiles");

        profiles.MapGet("/", ListAsync).WithName("ListProfiles").RequireAuthorization(Policies.Read);
        profiles.MapGet("/{id:guid}", GetAsync).WithName("GetProfile").RequireAuthorization(Policies.Read);
        profiles.MapPost("/", CreateAsync).WithName("CreateProfile").RequireAuthorization(Policies.Design);
        profiles.MapPut("/{id:guid}", SaveAsync).WithName("SaveProfile").RequireAuthorization(Policies.Design);
        profiles.MapProfileReview();
        profiles.MapSimulate();
        profiles.MapReplan();

        return profiles;
    }

    private static async Task<Results<Ok<Page<ProfileResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, CallerPractice practice, ProfileStore store,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var after = query.ReadId(checks);
        var limit = query.ReadLimit(checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var page = await store.ListAsync(practice.Scope, after, limit, cancellationToken);
        return TypedResults.Ok(page.Select(profile => Respond(profile, practice)));
    }

    private static async Task<Results<Ok<ProfileResponse>, ProblemHttpResult>> GetAsync(
        Guid id, CallerPractice practice, ProfileStore store, HttpResponse response,
        CancellationToken cancellationToken)
    {
        if (await store.FindAsync(practice.Scope, id, cancellationToken) is not { } found)
        {
            return Problems.NotFound("profile");
        }

        response.SetETag(found.Newest.Revision);
        return TypedResults.Ok(Respond(found, practice));
    }

    private static async Task<Results<Created<ProfileResponse>, ProblemHttpResult>> CreateAsync(
        SaveProfileRequest request, CallerPractice practice, ProfileChanges changes, TemplateStore templates,
        HttpResponse response, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var profile = await ReadAsync(request, practice, templates, checks, cancellationToken);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var result = await changes.CreateAsync(practice.Scope, profile, practice.Actor, cancellationToken);
        if (result.Profile is not { } created)
        {
            return ProfileRefusals.Of(result);
        }

        response.SetETag(created.Newest.Revision);
        return TypedResults.Created(
            $"/v1/practices/{practice.Practice.Slug}/profiles/{created.Newest.Id}", Respond(created, practice));
    }

    private static async Task<Results<Ok<ProfileResponse>, ProblemHttpResult>> SaveAsync(
        Guid id, SaveProfileRequest request, CallerPractice practice, ProfileStore store, ProfileChanges changes,
        TemplateStore templates, HttpContext context, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(practice.Scope, id, cancellationToken) is not { } current)
        {
            return Problems.NotFound("profile");
        }

        var checks = new FieldChecks();
        var profile = await ReadAsync(request, practice, templates, checks, cancellationToken);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        if (context.Request.IfMatch() is not { } ifMatch)
        {
            return Problems.RevisionNeeded();
        }

        if (!ifMatch.Accepts(current.Newest.Revision))
        {
            return Problems.Stale();
        }

        var result = await changes.SaveAsync(practice.Scope, current, profile, practice.Actor, cancellationToken);
        if (result.Profile is not { } saved)
        {
            return ProfileRefusals.Of(result);
        }

        context.Response.SetETag(saved.Newest.Revision);
        return TypedResults.Ok(Respond(saved, practice));
    }

    private static async Task<StatementProfile> ReadAsync(
        SaveProfileRequest request, CallerPractice practice, TemplateStore templates, FieldChecks checks,
        CancellationToken cancellationToken)
    {
        var profile = request.Read(checks);
        var named = await templates.FindAsync(
            practice.Scope, profile.NamedTemplates(), cancellationToken);
        checks.Add(ProfileRules.Validate(profile, named.ToDictionary(found => found.Id, found => found.Template)));
        return profile;
    }

    private static ProfileResponse Respond(CurrentProfile profile, CallerPractice practice) => ProfileResponse.From(
        profile, ProfileRules.Warnings(profile.Newest.Profile, practice.Practice.Settings.ContactHours));
}
