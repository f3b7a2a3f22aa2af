using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Audit;

/// <summary>The trail of what is done to the installation as a whole, sealed by a chain of its own.</summary>
internal static class InstallationAuditEndpoints
{
    public static void MapInstallationAudit(this IEndpointRouteBuilder installation)
    {
        var audit = installation.MapGroup("/audit").WithTags("Audit");

        audit.MapGet("/", ListAsync).WithName("ListInstallationAudit")
            .RequireAuthorization(Policies.Operate);
        audit.MapGet("/export", Export).WithName("ExportInstallationAudit").AsAuditExport()
            .RequireAuthorization(Policies.Operate);
        audit.MapGet("/verify", VerifyAsync).WithName("VerifyInstallationAudit")
            .RequireAuthorization(Policies.Operate);
    }

    private static Task<Results<Ok<Page<AuditResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] AuditQuery query, [AsParameters] PageQuery page, string? order, Caller caller, AuditStore store,
        CancellationToken cancellationToken) =>
        AuditReading.ListAsync(store, AuditTrail.OfInstallation(caller.Organisation), query, page, order, cancellationToken);

    private static IResult Export(
        [AsParameters] AuditQuery query, string? order, Caller caller, AuditStore store,
        CancellationToken cancellationToken) =>
        AuditReading.Export(store, AuditTrail.OfInstallation(caller.Organisation), query, order, cancellationToken);

    private static Task<Results<Ok<VerifyResponse>, ProblemHttpResult>> VerifyAsync(
        [AsParameters] VerifyQuery query, Caller caller, AuditVerification verification,
        CancellationToken cancellationToken) =>
        AuditReading.VerifyAsync(verification, AuditTrail.OfInstallation(caller.Organisation), query, cancellationToken);
}
