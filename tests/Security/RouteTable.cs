using System.Text.RegularExpressions;

namespace BalanceNotifications.Security;

/// <summary>
/// Who may call what: the whole api, a line a route. Written by hand, and not from the code it tests: a new route fails
/// the tests until somebody has said here who may call it.
/// </summary>
internal static partial class RouteTable
{
    // admin, biller, viewer, integration; * for admin keys of every practice alone, O for the operator's; "open" for anybody.
    private const string Lines = """
        open     GET       /docs/{documentName?}
        open     GET       /docs/favicon.svg
        open     GET       /docs/scalar.js
        open     GET       /docs/scalar.aspnetcore.js
        open     GET       /openapi/{documentName}.json
        open     any       /health/live
        open     any       /health/ready
        open     GET,HEAD  /q/{token}
        open     GET,HEAD  /u/{token}
        open     POST      /u/{token}
        open     POST      /callbacks/email/dsn
        open     POST      /callbacks/twilio/status
        open     POST      /callbacks/twilio/inbound
        open     POST      /callbacks/twilio/voice/{notification}
        open     POST      /callbacks/twilio/voice/{notification}/identity
        open     POST      /callbacks/twilio/voice/{notification}/message
        open     POST      /callbacks/twilio/voice/{notification}/status

        O - - -  GET       /v1/pause
        O - - -  PUT       /v1/pause
        O - - -  DELETE    /v1/pause
        O - - -  GET       /v1/audit
        O - - -  GET       /v1/audit/export
        O - - -  GET       /v1/audit/verify
        A - - -  GET       /v1/keys
        A - - -  POST      /v1/keys
        A - - -  GET       /v1/keys/{id}
        A - - -  DELETE    /v1/keys/{id}
        A - - -  POST      /v1/keys/{id}/rotate
        * - - -  GET       /v1/organisation/audit
        A B V I  GET       /v1/outcomes
        A B V I  GET       /v1/practices
        A B V I  GET       /v1/practices/{practice}
        A - - -  PUT       /v1/practices/{practice}
        A - - -  PUT       /v1/practices/{practice}/pause
        A - - -  DELETE    /v1/practices/{practice}/pause
        A B V I  GET       /v1/practices/{practice}/go-live
        A B V I  GET       /v1/practices/{practice}/logo
        A - - -  PUT       /v1/practices/{practice}/logo
        A - - -  DELETE    /v1/practices/{practice}/logo
        A B V I  GET       /v1/practices/{practice}/senders
        A B V I  GET       /v1/practices/{practice}/senders/tripped
        A - - -  DELETE    /v1/practices/{practice}/senders/{channel}/breaker
        A B V I  GET       /v1/practices/{practice}/audit
        A B V I  GET       /v1/practices/{practice}/audit/export
        A B V I  GET       /v1/practices/{practice}/audit/verify
        A B V I  GET       /v1/practices/{practice}/holds
        A B V I  GET       /v1/practices/{practice}/paper
        A B V I  GET       /v1/practices/{practice}/paper/export
        A B - I  POST      /v1/practices/{practice}/paper/acknowledge
        A B V I  GET       /v1/practices/{practice}/pre-collections
        A B - -  POST      /v1/practices/{practice}/pre-collections/actions

        A - - -  GET       /v1/practices/{practice}/webhooks
        A - - -  POST      /v1/practices/{practice}/webhooks
        A - - -  GET       /v1/practices/{practice}/webhooks/{id}
        A - - -  PUT       /v1/practices/{practice}/webhooks/{id}
        A - - -  DELETE    /v1/practices/{practice}/webhooks/{id}
        A B V I  GET       /v1/practices/{practice}/webhooks/{id}/deliveries
        A - - -  POST      /v1/practices/{practice}/webhooks/{id}/rotate
        A - - -  POST      /v1/practices/{practice}/webhooks/{id}/replay
        A - - -  POST      /v1/practices/{practice}/webhooks/{id}/resume
        A - - -  POST      /v1/practices/{practice}/webhooks/{id}/test

        A B V I  GET       /v1/practices/{practice}/templates
        A B - -  POST      /v1/practices/{practice}/templates
        A B V I  GET       /v1/practices/{practice}/templates/fields
        A B V I  GET       /v1/practices/{practice}/templates/{id}
        A B - -  PUT       /v1/practices/{practice}/templates/{id}
        A B - -  DELETE    /v1/practices/{practice}/templates/{id}
        A B V I  GET       /v1/practices/{practice}/templates/{id}/revisions
        A B V I  POST      /v1/practices/{practice}/templates/{id}/preview
        A B - -  POST      /v1/practices/{practice}/templates/{id}/test

        A B V I  GET       /v1/practices/{practice}/profiles
        A B - -  POST      /v1/practices/{practice}/profiles
        A B V I  GET       /v1/practices/{practice}/profiles/{id}
        A B - -  PUT       /v1/practices/{practice}/profiles/{id}
        A B V I  GET       /v1/practices/{practice}/profiles/{id}/revisions
        A B - -  POST      /v1/practices/{practice}/profiles/{id}/proof
        A - - -  POST      /v1/practices/{practice}/profiles/{id}/approve
        A - - -  POST      /v1/practices/{practice}/profiles/{id}/replan
        A B - -  POST      /v1/practices/{practice}/profiles/{id}/simulate
        A B - -  PUT       /v1/practices/{practice}/profiles/{id}/pause
        A B - -  DELETE    /v1/practices/{practice}/profiles/{id}/pause

        A B V I  GET       /v1/practices/{practice}/accounts
        A B V I  GET       /v1/practices/{practice}/accounts/{account}
        A B - I  PUT       /v1/practices/{practice}/accounts/{account}
        A B V I  GET       /v1/practices/{practice}/accounts/{account}/cadence
        A B V I  GET       /v1/practices/{practice}/accounts/{account}/timeline
        A B - I  POST      /v1/practices/{practice}/accounts/{account}/statements
        A B - I  DELETE    /v1/practices/{practice}/accounts/{account}/statements/{id}
        A B - I  POST      /v1/practices/{practice}/accounts/{account}/postings
        A B - I  PUT       /v1/practices/{practice}/accounts/{account}/switches
        A B - I  POST      /v1/practices/{practice}/accounts/{account}/holds
        A B - I  DELETE    /v1/practices/{practice}/accounts/{account}/holds/{id}
        A B - I  POST      /v1/practices/{practice}/accounts/{account}/notifications
        A B - -  POST      /v1/practices/{practice}/accounts/{account}/merge

        A B V I  GET       /v1/practices/{practice}/batches
        A B - I  POST      /v1/practices/{practice}/batches
        A B V I  GET       /v1/practices/{practice}/batches/{id}
        A B V I  GET       /v1/practices/{practice}/batches/{id}/rows
        A B - I  POST      /v1/practices/{practice}/batches/{id}/upload
        A B - I  POST      /v1/practices/{practice}/batches/{id}/cancel
        A B - I  PUT       /v1/practices/{practice}/batches/{id}/pause
        A B - I  DELETE    /v1/practices/{practice}/batches/{id}/pause

        A B V I  GET       /v1/practices/{practice}/notifications
        A B V I  GET       /v1/practices/{practice}/notifications/summary
        A B V I  GET       /v1/practices/{practice}/notifications/outcomes
        A B V I  GET       /v1/practices/{practice}/notifications/export
        A B V I  GET       /v1/practices/{practice}/notifications/{id}
        A B - I  DELETE    /v1/practices/{practice}/notifications/{id}/link
        A B - -  POST      /v1/practices/{practice}/notifications/actions
        A B V I  GET       /v1/practices/{practice}/notifications/actions
        A B V I  GET       /v1/practices/{practice}/notifications/actions/{id}
        A B V I  GET       /v1/practices/{practice}/notifications/actions/{id}/results
        A B - -  POST      /v1/practices/{practice}/notifications/actions/{id}/stop
        A B - -  POST      /v1/practices/{practice}/notifications/actions/{id}/undo
        """;

    private static readonly Dictionary<char, string> Letters = new()
    {
        ['A'] = "admin",
        ['B'] = "biller",
        ['V'] = "viewer",
        ['I'] = "integration",
        ['O'] = "admin",
        ['*'] = "admin",
    };

    public static IReadOnlyList<RouteLine> All { get; } =
    [
        .. Lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Form.Match(line.Trim()))
            .SelectMany(line => line.Groups["methods"].Value.Split(',').Select(method => new RouteLine(
                method, line.Groups["route"].Value, line.Groups["who"].Value))),
    ];

    public static IEnumerable<string> RolesOf(string who) =>
        who.Where(Letters.ContainsKey).Select(letter => Letters[letter]);

    [GeneratedRegex(@"^(?<who>open|[AO*-] [B-] [V-] [I-]) +(?<methods>[A-Za-z,]+) +(?<route>/\S*)$")]
    private static partial Regex Form { get; }
}

/// <param name="Method">Of HTTP; <c>any</c> for a route that takes every one.</param>
/// <param name="Route">Without constraints.</param>
/// <param name="Who">As in the table.</param>
internal sealed record RouteLine(string Method, string Route, string Who)
{
    public bool Open => Who == "open";

    public bool OperatorOnly => Who.StartsWith('O');

    /// <summary>For keys of every practice; the operator's is one.</summary>
    public bool EveryPracticeOnly => Who[0] is '*' or 'O';

    public bool NamesPractice => Route.Contains("{practice}", StringComparison.Ordinal);

    /// <summary>The caller may make the practice where there is none.</summary>
    public bool MakesPractice => (Method, Route) == ("PUT", "/v1/practices/{practice}");

    public IReadOnlyList<string> Roles { get; } = Who == "open" ? [] : [.. RouteTable.RolesOf(Who)];
}
