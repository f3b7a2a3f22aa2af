using BalanceNotifications.Csv;
using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;

namespace BalanceNotifications.Notifications;

/// <summary>A list of notifications as one file, whatever its length.</summary>
internal static class ExportEndpoint
{
    private static readonly string[] Header =
    [
        "id", "account", "statement_id", "batch", "profile", "profile_revision", "level", "channel", "purpose", "status",
        "reason", "label", "to", "planned_at", "due_at", "sent_at", "delivered_at", "attempts", "provider_id", "segments",
        "seconds", "fallback_of", "test",
    ];

    public static void MapExport(this IEndpointRouteBuilder notifications) =>
        notifications.MapGet("/export", Export)
            .WithName("ExportNotifications")
            .WithSummary("All that match, as CSV, newest first unless order=asc")
            .Produces<string>(StatusCodes.Status200OK, CsvDownload.MediaType)
            .DisableRequestTimeout()
            .RequireAuthorization(Policies.Read);

    private static IResult Export(
        [AsParameters] NotificationQuery query, string? order, CallerPractice caller, NotificationReader notifications,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var filter = query.Read(checks, caller);
        var ascending = ListOrder.IsAscending(order, checks);
        return checks.Failed
            ? Problems.Invalid(checks)
            : CsvDownload.Of(
                "notifications.csv", Header,
                notifications.StreamAsync(caller.Scope, filter, ascending, cancellationToken), Cells, cancellationToken);
    }

    private static string[] Cells(NotificationView view) =>
    [
        $"{view.Id}", view.Account, view.StatementId ?? "", $"{view.Batch}", $"{view.Profile}",
        CsvDownload.Number(view.ProfileRevision), CsvDownload.Number(view.Level), CsvDownload.Name(view.Channel),
        CsvDownload.Name(view.Purpose), CsvDownload.Name(view.Status), view.Reason ?? "",
        StatusLabel.Of(view.Status, view.Reason), view.To ?? "", CsvDownload.Instant(view.PlannedAt),
        CsvDownload.Instant(view.DueAt), CsvDownload.Instant(view.SentAt), CsvDownload.Instant(view.DeliveredAt),
        CsvDownload.Number((int?)view.Attempts), view.ProviderId ?? "", CsvDownload.Number(view.Segments),
        CsvDownload.Number(view.Seconds), $"{view.FallbackOf}", view.Test ? "true" : "false",
    ];
}
