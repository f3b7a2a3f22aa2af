using System.Diagnostics;
using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Templates;

internal static class TemplateEndpoints
{
    public static RouteGroupBuilder MapTemplates(this IEndpointRouteBuilder practice)
    {
        var templates = practice.MapGroup("/templates").WithTags("Templates");

        templates.MapGet("/", ListAsync).WithName("ListTemplates").RequireAuthorization(Policies.Read);
        templates.MapGet("/fields", Fields).WithName("ListTemplateFields").RequireAuthorization(Policies.Read);
        templates.MapGet("/{id:guid}", GetAsync).WithName("GetTemplate").RequireAuthorization(Policies.Read);
        templates.MapGet("/{id:guid}/revisions", ListRevisionsAsync).WithName("ListTemplateRevisions").RequireAuthorization(Policies.Read);
        templates.MapPost("/", CreateAsync).WithName("CreateTemplate").RequireAuthorization(Policies.Design);
        templates.MapPut("/{id:guid}", SaveAsync).WithName("SaveTemplate").RequireAuthorization(Policies.Design);
        templates.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteTemplate").RequireAuthorization(Policies.Design);
        templates.MapTemplatePreview();
        templates.MapTestSend();

        return templates;
    }

    private static async Task<Results<Ok<Page<TemplateResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, CallerPractice practice, TemplateStore store,
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
        var stale = await store.FindStaleAsync(
            practice.Scope, page.Items.Select(template => template.Id), cancellationToken);
        return TypedResults.Ok(page.Select(template => TemplateResponse.From(template, stale[template.Id])));
    }

    private static Ok<Page<FieldResponse>> Fields() =>
        TypedResults.Ok(new Page<FieldResponse>([.. MappableFields.All.Select(FieldResponse.From)], Next: null));

    private static async Task<Results<Ok<TemplateResponse>, ProblemHttpResult>> GetAsync(
        Guid id, CallerPractice practice, TemplateStore store, HttpResponse response,
        CancellationToken cancellationToken)
    {
        if (await store.FindAsync(practice.Scope, id, cancellationToken) is not { } found)
        {
            return Problems.NotFound("template");
        }

        var stale = await store.FindStaleAsync(practice.Scope, [id], cancellationToken);
        response.SetETag(found.Revision);
        return TypedResults.Ok(TemplateResponse.From(found, stale[id]));
    }

    private static async Task<Results<Ok<Page<TemplateRevisionResponse>>, ProblemHttpResult>> ListRevisionsAsync(
        Guid id, [AsParameters] PageQuery query, CallerPractice practice, TemplateStore store,
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
            ? Problems.NotFound("template")
            : TypedResults.Ok(page.Select(revision => TemplateRevisionResponse.From(id, revision)));
    }

    private static async Task<Results<Created<TemplateResponse>, ProblemHttpResult>> CreateAsync(
        SaveTemplateRequest request, CallerPractice practice, TemplateStore store, HttpResponse response,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var template = Read(request, practice, checks);
        if (template.Replacement is not null)
        {
            checks.Add("replacement", "Nothing uses a new template.");
        }

        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var created = await store.CreateAsync(practice.Scope, template, practice.Actor, cancellationToken);
        response.SetETag(created.Revision);
        return TypedResults.Created(
            $"/v1/practices/{practice.Practice.Slug}/templates/{created.Id}", TemplateResponse.From(created, stale: []));
    }

    private static async Task<Results<Ok<TemplateResponse>, ProblemHttpResult>> SaveAsync(
        Guid id, SaveTemplateRequest request, CallerPractice practice, TemplateStore store, HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await store.FindAsync(practice.Scope, id, cancellationToken) is not { } current)
        {
            return Problems.NotFound("template");
        }

        var checks = new FieldChecks();
        var template = Read(request, practice, checks);
        if (request.Channel is { } channel && channel != current.Template.Channel)
        {
            // Profiles name it for this channel; and what was sent with it stays what it was.
            checks.Add("channel", "Does not change: make another template.");
        }

        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        if (context.Request.IfMatch() is not { } ifMatch)
        {
            return Problems.RevisionNeeded();
        }

        if (!ifMatch.Accepts(current.Revision))
        {
            return Problems.Stale();
        }

        var result = await store.SaveAsync(practice.Scope, current, template, practice.Actor, cancellationToken);
        if (result.Template is not { } saved)
        {
            return Refusal(result.Outcome);
        }

        var stale = await store.FindStaleAsync(practice.Scope, [id], cancellationToken);
        context.Response.SetETag(saved.Revision);
        return TypedResults.Ok(TemplateResponse.From(saved, stale[id]));
    }

    private static ProblemHttpResult Refusal(SaveTemplateOutcome outcome) => outcome switch
    {
        SaveTemplateOutcome.Stale => Problems.Stale(),
        SaveTemplateOutcome.InUse => Problems.Conflict(
            "inUse",
            "A profile in force uses the template",
            "It becomes inactive together with a replacement: the id of another active template of its channel."),
        SaveTemplateOutcome.NoReplacement => Problems.Invalid(
            [new("replacement", "Is not another active template of this channel.")]),
        SaveTemplateOutcome.Saved => throw new UnreachableException("A save that took place is not refused."),
    };

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, CallerPractice practice, TemplateStore store, CancellationToken cancellationToken) =>
        await store.DeleteAsync(practice.Scope, id, practice.Actor, cancellationToken) switch
        {
            DeleteTemplateOutcome.Deleted => TypedResults.NoContent(),
            DeleteTemplateOutcome.NotFound => Problems.NotFound("template"),
            DeleteTemplateOutcome.InUse => Problems.Conflict(
                "inUse",
                "A profile uses the template",
                "Its newest revision names it, or one that was approved: what was sent must stay readable. "
                + "Set active to false and name a replacement instead."),
        };

    private static MessageTemplate Read(SaveTemplateRequest request, CallerPractice practice, FieldChecks checks)
    {
        var template = request.Read(checks);
        checks.Add(TemplateRules.Validate(template, practice.Practice.Settings.MaxTextSegments));
        if (practice.Practice.Settings.CollectorMode && !checks.Failed)
        {
            checks.Add(OptOutNotice.Validate(template));
        }

        return template;
    }
}
