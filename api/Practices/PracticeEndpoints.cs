using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using BalanceNotifications.Templates;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Practices;

internal static class PracticeEndpoints
{
    public static RouteGroupBuilder MapPractices(this IEndpointRouteBuilder routes)
    {
        var practices = routes.MapGroup("/practices").WithTags("Practices");

        practices.MapGet("/", ListAsync).WithName("ListPractices")
            .RequireAuthorization(Policies.Read).ScopedToOrganisation();
        practices.MapGet("/{practice}", GetAsync).WithName("GetPractice")
            .RequireAuthorization(Policies.Read).RequirePractice();
        practices.MapPut("/{practice}", SaveAsync).WithName("SavePractice")
            .RequireAuthorization(Policies.Administer).RequirePractice(mayBeNew: true);

        return practices;
    }

    private static async Task<Results<Ok<Page<PracticeResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, Caller caller, PracticeStore store, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var after = query.ReadKey(checks);
        var limit = query.ReadLimit(checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var slugs = caller.EntersEveryPractice ? null : caller.Practices;
        var page = await store.ListAsync(caller.Organisation, slugs, after, limit, cancellationToken);
        return TypedResults.Ok(page.Select(PracticeResponse.From));
    }

    private static async Task<Results<Ok<PracticeResponse>, ProblemHttpResult>> GetAsync(
        string practice, Caller caller, PracticeStore store, HttpResponse response, CancellationToken cancellationToken)
    {
        // Not the one that the path was checked with, which may be a few seconds old.
        if (await store.FindAsync(caller.Organisation, practice, cancellationToken) is not { } found)
        {
            return Problems.NotFound("practice");
        }

        response.SetETag(found.Revision);
        return TypedResults.Ok(PracticeResponse.From(found));
    }

    private static async Task<Results<Ok<PracticeResponse>, Created<PracticeResponse>, ProblemHttpResult>> SaveAsync(
        string practice, SavePracticeRequest request, Caller caller, HttpContext context, PracticeStore store,
        TemplateStore templates, PracticeDirectory directory, TimeProvider clock, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        if (!PracticeSlug.IsWellFormed(practice))
        {
            checks.Add("practice", PracticeSlug.Rule);
        }

        var settings = request.Read(checks);
        checks.Add(PracticeRules.Validate(settings));
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var ifMatch = context.Request.IfMatch();
        var existing = await store.FindAsync(caller.Organisation, practice, cancellationToken);
        if (settings.CollectorMode && existing is not null)
        {
            checks.Add(await WithoutNoticeAsync(existing, templates, cancellationToken));
            if (checks.Failed)
            {
                return Problems.Invalid(checks);
            }
        }

        settings = settings.With(PauseOf(settings, existing, caller, clock));
        var result = existing switch
        {
            { } => await store.SaveAsync(existing, settings, ifMatch, caller.Name, cancellationToken),
            null when !caller.EntersEveryPractice => new(SaveOutcome.NotFound, null),
            null when ifMatch is not null => new(SaveOutcome.Stale, null),
            null => await store.CreateAsync(caller.Organisation, practice, settings, caller.Name, cancellationToken),
        };
        directory.Forget(caller.Organisation, practice);
        return Answer(result, context.Response);
    }

    private static async Task<IEnumerable<FieldError>> WithoutNoticeAsync(
        Practice practice, TemplateStore templates, CancellationToken cancellationToken)
    {
        var sent = await templates.ListSentAsync(new(practice.Organisation, practice.Id), cancellationToken);

        // A revision in force is sent while the template is active today, whatever the revision says itself.
        return sent
            .Where(stored => OptOutNotice.Validate(stored.Template with { Active = true }).Count > 0)
            .Select(stored => new FieldError(
                "collectorMode",
                $"Revision {stored.Revision} of template {stored.Id} ({stored.Template.Label}) has no opt-out notice."));
    }

    // A form that says paused leaves the pause that stands as it is.
    private static Pause? PauseOf(PracticeSettings settings, Practice? existing, Caller caller, TimeProvider clock) =>
        settings.Paused ? existing?.Settings.Pause ?? new(clock.GetUtcNow(), caller.Name, Reason: null) : null;

    private static Results<Ok<PracticeResponse>, Created<PracticeResponse>, ProblemHttpResult> Answer(
        SaveResult<Practice> result, HttpResponse response)
    {
        if (result.Value is { } saved)
        {
            response.SetETag(saved.Revision);
        }

        return result.Outcome switch
        {
            SaveOutcome.Created => TypedResults.Created(
                $"/v1/practices/{result.Value!.Slug}", PracticeResponse.From(result.Value)),
            SaveOutcome.Saved => TypedResults.Ok(PracticeResponse.From(result.Value!)),
            SaveOutcome.Stale => Problems.Stale(),
            SaveOutcome.RevisionNeeded => Problems.RevisionNeeded(),
            SaveOutcome.NotFound => Problems.NotFound("practice"),
        };
    }
}
