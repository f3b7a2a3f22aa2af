using BalanceNotifications.Errors;
using BalanceNotifications.Notifications;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace BalanceNotifications.Accounts;

internal static class AccountEndpoints
{
    public static RouteGroupBuilder MapAccounts(this IEndpointRouteBuilder routes)
    {
        var accounts = routes.MapGroup("/accounts").WithTags("Accounts");

        accounts.MapGet("", ListAsync).WithName("ListAccounts").RequireAuthorization(Policies.Read);
        accounts.MapGet("/{account}", GetAsync).WithName("GetAccount").RequireAuthorization(Policies.Read);
        accounts.MapPut("/{account}", SaveAsync).WithName("SaveAccount").RequireAuthorization(Policies.Write);
        accounts.MapGet("/{account}/cadence", GetCadenceAsync).WithName("GetCadence").RequireAuthorization(Policies.Read);
        accounts.MapStatements();
        accounts.MapPostings();
        accounts.MapSwitches();
        accounts.MapHolds();
        accounts.MapOnDemand();
        accounts.MapTimeline();
        accounts.MapMerge();

        return accounts;
    }

    private static async Task<Results<Ok<Page<ListedAccountResponse>>, ProblemHttpResult>> ListAsync(
        string? query,
        string? status,
        [AsParameters] PageQuery page,
        CallerPractice caller,
        AccountReader accounts,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var limit = page.ReadLimit(checks);
        var after = page.ReadKey(checks);
        AccountStatus? wanted = status switch
        {
            null => null,
            "onHold" => AccountStatus.OnHold,
            "erroredOut" => AccountStatus.ErroredOut,
            "consentMissing" => AccountStatus.ConsentMissing,
            _ => Refused(checks),
        };
        if (after is not null && !AccountRules.IsAccountNumber(after))
        {
            checks.Add("cursor", "Is not the next of a page.");
        }

        if (query?.Contains('\0', StringComparison.Ordinal) == true)
        {
            checks.Add("query", "Is text.");
        }

        return checks.Failed
            ? Problems.Invalid(checks)
            : TypedResults.Ok((await accounts.ListAsync(
                caller.Scope, new(SearchOf(query, caller), wanted), after, limit, cancellationToken))
                .Select(ListedAccountResponse.From));
    }

    private static AccountSearch? SearchOf(string? query, CallerPractice caller) =>
        RequestRules.OrNull(query) is { } text ? AccountSearch.Of(text, caller.Practice.Salt) : null;

    private static AccountStatus? Refused(FieldChecks checks)
    {
        checks.Add("status", "Is onHold, erroredOut or consentMissing. What was opted out is most of them, and no list.");
        return null;
    }

    private static async Task<Results<Ok<AccountResponse>, ProblemHttpResult>> GetAsync(
        string account,
        CallerPractice caller,
        IGrainFactory grains,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        if (await grains.GetAccount(caller, account).GetAsync(cancellationToken) is not { } view)
        {
            return Problems.NotFound("account");
        }

        response.SetETag(view);
        return TypedResults.Ok(AccountResponse.From(view));
    }

    private static async Task<Results<Ok<AccountResponse>, Created<AccountResponse>, ProblemHttpResult>> SaveAsync(
        string account,
        SaveAccountRequest request,
        CallerPractice caller,
        IGrainFactory grains,
        TimeProvider clock,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var command = request.Read(checks, account, AccountFields.All, caller.OriginAt(clock));
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var result = await grains.GetAccount(caller, account)
            .SaveAsync(command with { IfMatch = SeenETag(http.Request) }, cancellationToken);
        if (result.Account is { } view)
        {
            http.Response.SetETag(view);
        }

        return result.Outcome switch
        {
            SaveAccountOutcome.Created => TypedResults.Created(
                $"/v1/practices/{caller.Practice.Slug}/accounts/{account}", AccountResponse.From(result.Account!)),
            SaveAccountOutcome.Saved => TypedResults.Ok(AccountResponse.From(result.Account!)),
            SaveAccountOutcome.Stale => Problems.Stale(),
            SaveAccountOutcome.Merged => PostProblems.Merged(result.Account?.MergedInto),
        };
    }

    private static async Task<Results<Ok<Page<CadenceItemResponse>>, ProblemHttpResult>> GetCadenceAsync(
        string account,
        CallerPractice caller,
        IGrainFactory grains,
        StatementNotifications history,
        CancellationToken cancellationToken)
    {
        if (await grains.GetAccount(caller, account).ExplainCadenceAsync(cancellationToken) is not { } cadence)
        {
            return Problems.NotFound("account");
        }

        var told = cadence.Newest is { } newest
            ? await history.FindAsync(
                caller.Scope, AccountGrains.KeyOf(caller, account).Hash, newest.StatementId, cancellationToken)
            : [];
        return TypedResults.Ok(new Page<CadenceItemResponse>(CadenceItemResponse.From(account, cadence, told), null));
    }

    internal static void SetETag(this HttpResponse response, AccountView account) =>
        response.Headers.ETag = $"\"{account.ETag}\"";

    // A tag is compared by the grain; "*" asks only that the account exists, which a save does not need.
    private static string? SeenETag(HttpRequest request) => request.GetTypedHeaders().IfMatch switch
    {
        [] when request.Headers.IfMatch.Count == 0 => null,
        [var tag] when tag.Equals(EntityTagHeaderValue.Any) => null,
        [{ IsWeak: false } tag] => tag.Tag.Value!.Trim('"'),
        _ => "",
    };
}
