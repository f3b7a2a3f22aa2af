using BalanceNotifications.Accounts;
using BalanceNotifications.Csv;
using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;

namespace BalanceNotifications.Paper;

/// <summary>What the statement vendor reads (V82): who is to be billed on paper after all, and what was taken over.</summary>
internal static class PaperEndpoints
{
    private const string UpToHeader = "Paper-Up-To";

    private static readonly string[] CsvHeader =
        ["id", "account", "statement_id", "reason", "since", "amount_due", "acknowledged_at", "acknowledged_by"];

    public static void MapPaper(this IEndpointRouteBuilder practice)
    {
        var paper = practice.MapGroup("/paper").WithTags("Paper list");

        paper.MapGet("/", ListAsync).WithName("ListPaper")
            .WithSummary("Statements that must go on paper, newest first; state is open or acknowledged")
            .Produces<PaperPage>(StatusCodes.Status200OK, "application/json", CsvDownload.MediaType)
            .RequireAuthorization(Policies.Read);
        paper.MapGet("/export", ExportAsync).WithName("ExportPaper")
            .WithSummary("The whole list as CSV; its header Paper-Up-To acknowledges what was downloaded")
            .Produces<string>(StatusCodes.Status200OK, CsvDownload.MediaType)
            .DisableRequestTimeout()
            .RequireAuthorization(Policies.Read);
        paper.MapPost("/acknowledge", AcknowledgeAsync).WithName("AcknowledgePaper")
            .RequireAuthorization(Policies.Write);
    }

    private static async Task<IResult> ListAsync(
        string? state, [AsParameters] PageQuery page, CallerPractice caller, PaperList list, HttpContext context,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var acknowledged = ReadState(state, checks);
        var limit = page.ReadLimit(checks);
        PaperKey? after = null;
        if (page.ReadKey(checks) is { } key && !PaperKey.TryParse(key, out after))
        {
            checks.Add("cursor", "Is not the next of a page.");
        }

        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        if (CsvDownload.IsWanted(context.Request))
        {
            return await DownloadAsync(acknowledged, caller, list, context.Response, cancellationToken);
        }

        var (found, reading) = await list.ListAsync(caller.Scope, acknowledged, after, limit, cancellationToken);
        return TypedResults.Ok(new PaperPage(
            [.. found.Items.Select(PaperResponse.From)],
            found.Next,
            reading is null ? null : Cursor.Of(reading.ToString())));
    }

    private static async Task<IResult> ExportAsync(
        string? state, CallerPractice caller, PaperList list, HttpResponse response,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var acknowledged = ReadState(state, checks);
        return checks.Failed
            ? Problems.Invalid(checks)
            : await DownloadAsync(acknowledged, caller, list, response, cancellationToken);
    }

    private static async Task<IResult> AcknowledgeAsync(
        AcknowledgeRequest request, CallerPractice caller, PaperList list, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var reading = request.Read(checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        if (reading is not null)
        {
            return TypedResults.Ok(new AcknowledgeResponse(
                await list.AcknowledgeAsync(caller.Scope, reading, caller.Actor, cancellationToken), []));
        }

        var (acknowledged, unknown) = await list.AcknowledgeAsync(
            caller.Scope, [.. request.Ids!.Distinct()], caller.Actor, cancellationToken);
        return TypedResults.Ok(new AcknowledgeResponse(acknowledged, unknown));
    }

    private static bool ReadState(string? state, FieldChecks checks)
    {
        if (state is not (null or "open" or "acknowledged"))
        {
            checks.Add("state", "Is open or acknowledged.");
        }

        return state is "acknowledged";
    }

    // The reading is taken before the rows: what comes between is downloaded, and stays open.
    private static async Task<IResult> DownloadAsync(
        bool acknowledged, CallerPractice caller, PaperList list, HttpResponse response,
        CancellationToken cancellationToken)
    {
        response.Headers[UpToHeader] = Cursor.Of((await list.ReadingAsync(cancellationToken)).ToString());
        return CsvDownload.Of(
            "paper.csv", CsvHeader, list.StreamAsync(caller.Scope, acknowledged, cancellationToken), Cells,
            cancellationToken);
    }

    private static string[] Cells(PaperEntry entry) =>
    [
        $"{entry.Key.Id}", entry.Account, entry.StatementId, CsvDownload.Name(entry.Reason),
        CsvDownload.Instant(entry.Key.Since), CsvDownload.Amount(entry.AmountDue.ToDecimal()),
        CsvDownload.Instant(entry.AcknowledgedAt), entry.AcknowledgedBy ?? "",
    ];
}
