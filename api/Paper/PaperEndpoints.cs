using System.Globalization;
using System.Text.Json;
using BalanceNotifications.Accounts;
using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using CsvHelper;

namespace BalanceNotifications.Paper;

/// <summary>What the statement vendor reads (V82): who is to be billed on paper after all, and what was taken over.</summary>
internal static class PaperEndpoints
{
    private const string Csv = "text/csv";
    private const string UpToHeader = "Paper-Up-To";

    private static readonly string[] CsvHeader =
        ["id", "account", "statement_id", "reason", "since", "amount_due", "acknowledged_at", "acknowledged_by"];

    public static void MapPaper(this IEndpointRouteBuilder practice)
    {
        var paper = practice.MapGroup("/paper").WithTags("Paper list");

        paper.MapGet("/", ListAsync).WithName("ListPaper")
            .WithSummary("Statements that must go on paper, newest first; state is open or acknowledged")
            .Produces<PaperPage>(StatusCodes.Status200OK, "application/json", Csv);
        paper.MapGet("/export", ExportAsync).WithName("ExportPaper")
            .WithSummary("The whole list as CSV; its header Paper-Up-To acknowledges what was downloaded")
            .Produces<string>(StatusCodes.Status200OK, Csv);
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

        if (WantsCsv(context.Request))
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

    private static bool WantsCsv(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase));

    // The reading is taken before the rows: what comes between is downloaded, and stays open.
    private static async Task<IResult> DownloadAsync(
        bool acknowledged, CallerPractice caller, PaperList list, HttpResponse response,
        CancellationToken cancellationToken)
    {
        response.Headers[UpToHeader] = Cursor.Of((await list.ReadingAsync(cancellationToken)).ToString());
        var entries = list.StreamAsync(caller.Scope, acknowledged, cancellationToken);
        return TypedResults.Stream(body => WriteAsync(body, entries, cancellationToken), Csv, "paper.csv");
    }

    private static async Task WriteAsync(
        Stream body, IAsyncEnumerable<PaperEntry> entries, CancellationToken cancellationToken)
    {
        var options = CsvWriterOptions.Default with { Injection = CsvInjection.Escape };
        await using var csv = CsvWriter.Create(body, options, leaveOpen: true);
        await csv.WriteRecordAsync(CsvHeader, cancellationToken);
        await foreach (var entry in entries)
        {
            await csv.WriteRecordAsync(
                [
                    $"{entry.Key.Id}", entry.Account, entry.StatementId,
                    JsonNamingPolicy.CamelCase.ConvertName(entry.Reason.ToString()), Instant(entry.Key.Since),
                    entry.AmountDue.ToDecimal().ToString("0.00", CultureInfo.InvariantCulture),
                    Instant(entry.AcknowledgedAt), entry.AcknowledgedBy ?? "",
                ],
                cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }

    private static string Instant(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
