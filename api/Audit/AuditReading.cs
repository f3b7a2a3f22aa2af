using System.Globalization;
using BalanceNotifications.Csv;
using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Audit;

/// <summary>What both trails answer, that of a practice and that of the installation.</summary>
internal static class AuditReading
{
    private static readonly string[] Header = ["id", "at", "actor", "action", "kind", "subject", "detail"];

    public static RouteHandlerBuilder AsAuditExport(this RouteHandlerBuilder route) => route
        .WithSummary("All that match, as CSV, newest first unless order=asc")
        .Produces<string>(StatusCodes.Status200OK, CsvDownload.MediaType);

    public static async Task<Results<Ok<Page<AuditResponse>>, ProblemHttpResult>> ListAsync(
        AuditStore store, AuditTrail trail, AuditQuery query, PageQuery page, string? order,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var filter = query.Read(checks);
        var after = page.ReadId(checks);
        var limit = page.ReadLimit(checks);
        var ascending = ListOrder.IsAscending(order, checks);
        return checks.Failed
            ? Problems.Invalid(checks)
            : TypedResults.Ok((await store.ListAsync(trail, filter, ascending, after, limit, cancellationToken))
                .Select(AuditResponse.From));
    }

    public static IResult Export(
        AuditStore store, AuditTrail trail, AuditQuery query, string? order, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var filter = query.Read(checks);
        var ascending = ListOrder.IsAscending(order, checks);
        return checks.Failed
            ? Problems.Invalid(checks)
            : CsvDownload.Of(
                "audit.csv", Header, store.StreamAsync(trail, filter, ascending, cancellationToken), Cells,
                cancellationToken);
    }

    public static async Task<Results<Ok<VerifyResponse>, ProblemHttpResult>> VerifyAsync(
        AuditVerification verification, AuditTrail trail, VerifyQuery query, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var (from, known) = query.Read(checks);
        return checks.Failed
            ? Problems.Invalid(checks)
            : TypedResults.Ok(VerifyResponse.From(
                await verification.VerifyAsync(trail, from, known, cancellationToken)));
    }

    // To the microsecond: what was exported is what was sealed.
    private static string[] Cells(AuditEntry entry) =>
    [
        $"{entry.Id}",
        entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        entry.Actor, entry.Action, entry.Kind, entry.Subject, entry.Detail,
    ];
}
