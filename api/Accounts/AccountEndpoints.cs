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

        accounts.MapGet("", ListAsync).WithName("ListAccounts");
        accounts.MapGet("/{account}", GetAsync).WithName("GetAccount");
        accounts.MapPut("/{account}", SaveAsync).WithName("SaveAccount").RequireAuthorization(Policies.Write);
        accounts.MapGet("/{account}/cadence", GetCadenceAsync).WithName("GetCadence");
        accounts.MapStatements();
        accounts.MapPostings();
        accounts.MapSwitches();
        accounts.MapHolds();
        accounts.MapOnDemand();

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
        if (status is not null)
        {
            checks.Add("status", "Accounts have no status to filter by; the list of notifications has.");
        }

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
                caller.Scope, RequestRules.OrNull(query), after, limit, cancellationToken))
                .Select(ListedAccountResponse.From));
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
        };
    }

    private static async Task<Results<Ok<Page<NotificationResponse>>, ProblemHttpResult>> GetCadenceAsync(
        string account, CallerPractice caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        await grains.GetAccount(caller, account).GetCadenceAsync(cancellationToken) is { } planned
            ? TypedResults.Ok(new Page<NotificationResponse>([.. planned.Select(NotificationResponse.From)], null))
            : Problems.NotFound("account");

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
