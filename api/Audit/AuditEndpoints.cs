using System.Text.Json;
using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Audit;

internal static class AuditEndpoints
{
    public static RouteGroupBuilder MapAudit(this IEndpointRouteBuilder practice)
    {
        var audit = practice.MapGroup("/audit").WithTags("Audit");

        audit.MapGet("/", ListAsync).WithName("ListAudit").WithSummary("Who changed what, newest first")
            .RequireAuthorization(Policies.Read);

        return audit;
    }

    private static async Task<Results<Ok<Page<AuditResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, CallerPractice practice, AuditStore store, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var after = query.ReadId(checks);
        var limit = query.ReadLimit(checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var page = await store.ListAsync(practice.Scope, after, limit, cancellationToken);
        return TypedResults.Ok(page.Select(AuditResponse.From));
    }
}

/// <summary>One line of the audit trail.</summary>
/// <param name="Actor">The name of the key, or <c>system</c>.</param>
/// <param name="Action">For example <c>profile.approved</c>.</param>
/// <param name="Subject">What it was done to: a slug or an id.</param>
internal sealed record AuditResponse(
    Guid Id, DateTimeOffset At, string Actor, string Action, string Subject, JsonElement Detail)
{
    public static AuditResponse From(AuditEntry entry) => new(
        entry.Id, entry.At, entry.Actor, entry.Action, entry.Subject, Database.FromJson<JsonElement>(entry.Detail));
}
