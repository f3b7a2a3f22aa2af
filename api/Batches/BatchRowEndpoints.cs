using System.Text.Json;
using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using CsvHelper;

namespace BalanceNotifications.Batches;

internal static class BatchRowEndpoints
{
    private const string Csv = "text/csv";
    private const int CsvPage = 500;

    private static readonly string[] CsvHeader = ["row", "account", "state", "column", "value", "reason"];

    public static void MapBatchRows(this IEndpointRouteBuilder batches) =>
        batches.MapGet("/{id:guid}/rows", ListAsync).WithName("ListBatchRows")
            .Produces<Page<BatchRowResponse>>(StatusCodes.Status200OK, "application/json", Csv)
            .DisableRequestTimeout()
            .RequireAuthorization(Policies.Read);

    private static async Task<IResult> ListAsync(
        Guid id,
        string? state,
        [AsParameters] PageQuery page,
        CallerPractice caller,
        BatchReader batches,
        HttpRequest request,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var limit = page.ReadLimit(checks);
        var after = page.ReadNumber(checks) ?? 0;
        var wanted = ReadState(state, checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        if (await batches.FindAsync(caller.Scope, id, cancellationToken) is null)
        {
            return Problems.NotFound("batch");
        }

        return WantsCsv(request)
            ? TypedResults.Stream(
                body => WriteCsvAsync(body, batches, caller.Scope, id, wanted, cancellationToken), Csv, $"{id}.csv")
            : TypedResults.Ok((await batches.ListRowsAsync(
                caller.Scope, id, wanted, after, limit, cancellationToken)).Select(BatchRowResponse.From));
    }

    private static bool WantsCsv(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase));

    private static BatchRowState? ReadState(string? state, FieldChecks checks)
    {
        switch (state)
        {
            case null: return null;
            case "waiting": return BatchRowState.Waiting;
            case "accepted": return BatchRowState.Accepted;
            case "rejected": return BatchRowState.Rejected;
            default:
                checks.Add("state", "Is waiting, accepted or rejected.");
                return null;
        }
    }

    // The whole list, page by page; a spreadsheet must not run what a stranger wrote into a cell.
    private static async Task WriteCsvAsync(
        Stream body,
        BatchReader batches,
        RowScope scope,
        Guid id,
        BatchRowState? state,
        CancellationToken cancellationToken)
    {
        var options = CsvWriterOptions.Default with { Injection = CsvInjection.Escape };
        await using var csv = CsvWriter.Create(body, options, leaveOpen: true);
        await csv.WriteRecordAsync(CsvHeader, cancellationToken);
        var after = 0;
        while (true)
        {
            var page = await batches.ListRowsAsync(scope, id, state, after, CsvPage, cancellationToken);
            foreach (var row in page.Items)
            {
                await csv.WriteRecordAsync(
                    [
                        $"{row.Row}", row.Account ?? "", JsonNamingPolicy.CamelCase.ConvertName(row.State.ToString()),
                        row.Column ?? "", row.Value ?? "", row.Reason ?? "",
                    ],
                    cancellationToken);
                after = row.Row;
            }

            if (page.Next is null)
            {
                break;
            }
        }

        await csv.FlushAsync(cancellationToken);
    }
}
