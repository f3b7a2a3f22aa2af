using System.Diagnostics;
using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Accounts;

internal static class PreCollectionsEndpoints
{
    private const int SideBySide = 16;

    public static RouteGroupBuilder MapPreCollections(this IEndpointRouteBuilder practice)
    {
        var list = practice.MapGroup("/pre-collections").WithTags("Collections");

        list.MapGet("/", ListAsync).WithName("ListPreCollections")
            .WithSummary("Accounts past their last notice, newest first")
            .RequireAuthorization(Policies.Read);
        list.MapPost("/actions", ActAsync).WithName("ActOnPreCollections").RequireAuthorization(Policies.Collect);

        return list;
    }

    private static async Task<Results<Ok<Page<PreCollectionsResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page, CallerPractice caller, PreCollectionsList list,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var limit = page.ReadLimit(checks);
        PreCollectionsKey? after = null;
        if (page.ReadKey(checks) is { } key && !PreCollectionsKey.TryParse(key, out after))
        {
            checks.Add("cursor", "Is not the next of a page.");
        }

        return checks.Failed
            ? Problems.Invalid(checks)
            : TypedResults.Ok((await list.ListAsync(caller.Scope, after, limit, cancellationToken))
                .Select(PreCollectionsResponse.From));
    }

    private static async Task<Results<Ok<CollectionsResponse>, ProblemHttpResult>> ActAsync(
        CollectionsRequest request, CallerPractice caller, PreCollectionsList list, IGrainFactory grains,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var (action, accounts) = request.Read(checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        return TypedResults.Ok(action switch
        {
            CollectionsAction.Clear => new CollectionsResponse(
                await list.ClearAsync(caller.Scope, accounts, caller.Actor, cancellationToken), []),
            CollectionsAction.MoveToCollections => await EachAsync(
                accounts!,
                number => grains.GetAccount(caller, number).MoveToCollectionsAsync(caller.Actor, cancellationToken)),
            CollectionsAction.Recall => await EachAsync(
                accounts!,
                number => grains.GetAccount(caller, number)
                    .RecallFromCollectionsAsync(caller.Actor, cancellationToken)),
        });
    }

    private static async Task<CollectionsResponse> EachAsync(
        string[] accounts, Func<string, Task<CollectionsOutcome>> act)
    {
        var refused = new List<RefusedAccount>();
        foreach (var some in accounts.Chunk(SideBySide))
        {
            var outcomes = await Task.WhenAll(some.Select(act));
            refused.AddRange(some.Zip(outcomes)
                .Where(told => told.Second is not CollectionsOutcome.Done)
                .Select(told => Refusal(told.First, told.Second)));
        }

        return new(accounts.Length - refused.Count, refused);
    }

    private static RefusedAccount Refusal(string account, CollectionsOutcome outcome) => outcome switch
    {
        CollectionsOutcome.NoAccount => new(account, "notFound", "There is no such account."),
        CollectionsOutcome.OnHold => new(account, "hold", "A dispute or bankruptcy is open."),
        CollectionsOutcome.NothingOwed => new(account, "nothingOwed", "Nothing is owed."),
        CollectionsOutcome.Merged => new(account, "merged", "It was merged into another account."),
        CollectionsOutcome.Done => throw new UnreachableException("It was done."),
    };
}
