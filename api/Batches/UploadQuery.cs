using System.Net.Mime;
using BalanceNotifications.Errors;
using Microsoft.Net.Http.Headers;

namespace BalanceNotifications.Batches;

/// <summary>What an upload is, said in the query and the content type.</summary>
/// <param name="Kind"><c>cycle</c> when not said.</param>
/// <param name="Upload"><c>false</c> keeps the rows for a look before they count; <c>true</c> when not said.</param>
internal sealed record UploadQuery(string? Kind, string? Upload)
{
    private const string Ndjson = "application/x-ndjson";

    public Upload Read(FieldChecks checks, HttpRequest request) =>
        new(ReadKind(checks), ReadStart(checks), ReadIsCsv(request, checks));

    private BatchKind ReadKind(FieldChecks checks)
    {
        switch (Kind)
        {
            case null or "cycle": return BatchKind.Cycle;
            case "accounts": return BatchKind.Accounts;
            case "postings": return BatchKind.Postings;
            case "onDemand": return BatchKind.OnDemand;
            default:
                checks.Add("kind", "Is cycle, accounts, postings or onDemand.");
                return BatchKind.Cycle;
        }
    }

    private bool ReadStart(FieldChecks checks)
    {
        if (Upload is not (null or "true" or "false"))
        {
            checks.Add("upload", "Is true or false.");
        }

        return Upload is not "false";
    }

    private static bool ReadIsCsv(HttpRequest request, FieldChecks checks)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !(Is(type, MediaTypeNames.Text.Csv) || Is(type, Ndjson)))
        {
            checks.Add("Content-Type", $"Is {MediaTypeNames.Text.Csv} or {Ndjson}.");
            return false;
        }

        if (type.Charset.HasValue && !type.Charset.Value!.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            checks.Add("Content-Type", "The text is UTF-8.");
        }

        return Is(type, MediaTypeNames.Text.Csv);
    }

    private static bool Is(MediaTypeHeaderValue type, string wanted) =>
        type.MediaType.Equals(wanted, StringComparison.OrdinalIgnoreCase);
}

/// <param name="StartsAtOnce">Whether its rows count as soon as they are stored.</param>
internal sealed record Upload(BatchKind Kind, bool StartsAtOnce, bool IsCsv);
