using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Audit;

/// <summary>The trail of a practice. It is written by the changes themselves, and nobody changes it.</summary>
internal static class AuditEndpoints
{
    public static RouteGroupBuilder MapAudit(this IEndpointRouteBuilder practice)
    {
        var audit = practice.MapGroup("/audit").WithTags("Audit");

        audit.MapGet("/", ListAsync).WithName("ListAudit")
            .WithSummary("Who changed what, from what to what, newest first unless order=asc")
            .RequireAuthorization(Policies.Read);
        audit.MapGet("/export", Export).WithName("ExportAudit").AsAuditExport()
            .RequireAuthorization(Policies.Read);
        audit.MapGet("/verify", VerifyAsync).WithName("VerifyAudit")
            .WithSummary("Computes the seals of the trail anew, and names the first that does not hold")
            .RequireAuthorization(Policies.Read);

        return audit;
    }

    private static Task<Results<Ok<Page<AuditResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] AuditQuery query, [AsParameters] PageQuery page, string? order, CallerPractice caller,
        AuditStore store, CancellationToken cancellationToken) =>
        AuditReading.ListAsync(store, AuditTrail.OfPractice(caller.Scope), query, page, order, cancellationToken);

    private static IResult Export(
        [AsParameters] AuditQuery query, string? order, CallerPractice caller, AuditStore store,
        CancellationToken cancellationToken) =>
        AuditReading.Export(store, AuditTrail.OfPractice(caller.Scope), query, order, cancellationToken);

    private static Task<Results<Ok<VerifyResponse>, ProblemHttpResult>> VerifyAsync(
        [AsParameters] VerifyQuery query, CallerPractice caller, AuditVerification verification,
        CancellationToken cancellationToken) =>
        AuditReading.VerifyAsync(verification, AuditTrail.OfPractice(caller.Scope), query, cancellationToken);
}
