using System.Text.Json;
using System.Text.Json.Nodes;
using BalanceNotifications.Accounts;

namespace BalanceNotifications.Batches;

/// <summary>
/// One line: the JSON body of the single request, with <c>account</c> beside it: the number, or for a statement an
/// object of the number and the members of <c>PUT …/accounts/{account}</c> that it shall set.
/// </summary>
internal static class NdjsonRow
{
    private const string Account = "account";
    private const string Number = "number";

    private static readonly JsonDocumentOptions NoTwins = new() { AllowDuplicateProperties = false };

    private static readonly (string Path, AccountFields Member)[] Members =
    [
        ("guarantor.firstName", AccountFields.FirstName),
        ("guarantor.lastName", AccountFields.LastName),
        ("guarantor.language", AccountFields.Language),
        ("email", AccountFields.Email),
        ("phone", AccountFields.Phone),
        ("address.state", AccountFields.State),
        ("address.postalCode", AccountFields.PostalCode),
        ("timeZone", AccountFields.TimeZone),
        ("cardOnFile", AccountFields.Card),
        ("profile", AccountFields.Profile),
        ("paymentPlan", AccountFields.PaymentPlan),
        ("preferred", AccountFields.Preferred),
        ("confidential", AccountFields.Confidential),
    ];

    public static IntakeRow Check(
        ReadOnlySpan<byte> line, UploadedRow row, BatchKind kind, int practice, byte[] salt, JsonSerializerOptions json)
    {
        JsonObject? body = null;
        object? command = null;
        try
        {
            body = JsonNode.Parse(line, documentOptions: NoTwins) as JsonObject;
            command = body is null ? null : Command(body, row, kind, json);
            if (body is null)
            {
                row.Checks.Add("$", "Is not a JSON object.");
            }
        }
        catch (JsonException broken)
        {
            row.Checks.Add(Path(broken), body is null ? "Is not JSON." : "Is not known here, or has the wrong type.");
        }

        return row.Checks.Failed
            ? row.Reject(_ => 0, field => field, field => ValueAt(body, field))
            : row.Accept(command, practice, salt);
    }

    private static object Command(JsonObject body, UploadedRow row, BatchKind kind, JsonSerializerOptions json)
    {
        var account = body[Account] as JsonObject;
        row.Account = TextOf(account is null ? body[Account] : account[Number]);
        return kind switch
        {
            BatchKind.Cycle => Statement(body, account, row, json),
            BatchKind.Accounts => Read<SaveAccountRequest>(body, Account, json)
                .Read(row.Checks, row.Account ?? "", MembersOf(body), row.Origin),
            BatchKind.Postings => Posting(body, row, json),
            BatchKind.OnDemand => OnDemand(body, row, json),
        };
    }

    private static PostStatement Statement(
        JsonObject body, JsonObject? account, UploadedRow row, JsonSerializerOptions json)
    {
        var statement = Read<PostStatementRequest>(body, Account, json).Read(row.Checks, row.Origin);
        if (account is null)
        {
            row.CheckAccount();
            return statement;
        }

        // Its faults are named by their place in the line.
        var inner = new Errors.FieldChecks();
        SaveAccount save;
        try
        {
            save = Read<SaveAccountRequest>(account, Number, json)
                .Read(inner, row.Account ?? "", MembersOf(account), row.Origin);
        }
        catch (JsonException broken)
        {
            throw new JsonException(null, $"$.{Account}.{Path(broken)}", null, null, broken);
        }

        row.Checks.Add(inner.Errors.Select(error =>
            error with { Field = $"{Account}.{(error.Field == Account ? Number : error.Field)}" }));
        return CsvCommands.Speaks(save) || save.Balance is not null ? statement with { Account = save } : statement;
    }

    private static PostPosting Posting(JsonObject body, UploadedRow row, JsonSerializerOptions json)
    {
        row.CheckAccount();
        return Read<PostPostingRequest>(body, Account, json).Read(row.Checks, row.Origin);
    }

    private static SendOnDemand OnDemand(JsonObject body, UploadedRow row, JsonSerializerOptions json)
    {
        row.CheckAccount();
        return row.OnDemand!.Read(Read<SendOnDemandRequest>(body, Account, json), row);
    }

    // The strict reader sees the object without the member that is ours.
    private static T Read<T>(JsonObject body, string without, JsonSerializerOptions json)
    {
        var rest = new JsonObject(body.Where(member => member.Key != without)
            .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        return rest.Deserialize<T>(json)!;
    }

    private static AccountFields MembersOf(JsonObject account) => Members
        .Where(member => IsPresent(account, member.Path))
        .Aggregate(AccountFields.None, (fields, member) => fields | member.Member);

    // A group that is null takes all its members away.
    private static bool IsPresent(JsonObject account, string path)
    {
        var names = path.Split('.');
        return account.TryGetPropertyValue(names[0], out var member)
            && (names.Length == 1 || member is null || (member as JsonObject)?.ContainsKey(names[1]) == true);
    }

    private static string Path(JsonException broken) => broken.Path switch
    {
        null or "" or "$" => "$",
        var path => path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path,
    };

    private static string? ValueAt(JsonObject? body, string field)
    {
        JsonNode? node = body;
        foreach (var name in field.Split('.'))
        {
            node = (node as JsonObject)?[name];
        }

        return TextOf(node) ?? node?.ToJsonString();
    }

    // Text that is no Unicode, a lone surrogate, reads as none.
    private static string? TextOf(JsonNode? node)
    {
        try
        {
            return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
