using BalanceNotifications.Accounts;
using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Notifications;

/// <summary>
/// What people decide about single notifications (V72): errors close so, or by a later success. Every action may be
/// repeated; what was done already says so.
/// </summary>
internal static class ActionEndpoint
{
    private const int SideBySide = 16;

    public static void MapActions(this IEndpointRouteBuilder notifications) =>
        notifications.MapPost("/actions", ActAsync)
            .WithName("ActOnNotifications")
            .WithSummary("cancel, archive, cancelAndOptOut, retry; of an unknown outcome arrived or sendAgain")
            .RequireAuthorization(Policies.Decide);

    private static async Task<Results<Ok<ActionResponse>, ProblemHttpResult>> ActAsync(
        ActionRequest request, CallerPractice caller, NotificationReader notifications, IGrainFactory grains,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var asked = request.Read(checks, caller);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        if (asked.Filter is null)
        {
            Guid[] ids = [.. asked.Ids!.Distinct()];
            var owners = await notifications.FindAccountsAsync(caller.Scope, ids, cancellationToken);
            var results = await EachAccountAsync(asked.Action, owners, caller, grains, cancellationToken);
            return TypedResults.Ok(Respond(asked.Action, ids, results, next: null));
        }

        var page = await notifications.ListAsync(
            caller.Scope, asked.Filter, ascending: true, asked.After is { } id ? new ListPlace(id) : null, ActionRequest.MaxIds, cancellationToken);
        var picked = page.Items.Select(view => (view.Id, view.Account)).ToArray();
        var done = await EachAccountAsync(asked.Action, picked, caller, grains, cancellationToken);
        return TypedResults.Ok(Respond(asked.Action, [.. picked.Select(one => one.Id)], done, page.Next));
    }

    private static async Task<IReadOnlyDictionary<Guid, ActionResult>> EachAccountAsync(
        NotificationAction action, IEnumerable<(Guid Id, string Account)> picked, CallerPractice caller,
        IGrainFactory grains, CancellationToken cancellationToken)
    {
        var results = new Dictionary<Guid, ActionResult>();
        var accounts = picked.GroupBy(one => one.Account, one => one.Id, StringComparer.Ordinal);
        foreach (var some in accounts.Chunk(SideBySide))
        {
            var told = await Task.WhenAll(some.Select(account => grains.GetAccount(caller, account.Key)
                .ActAsync(new(action, [.. account], caller.Actor), cancellationToken)));
            foreach (var result in told.SelectMany(one => one))
            {
                results[result.Id] = result;
            }
        }

        return results;
    }

    private static ActionResponse Respond(
        NotificationAction action, IReadOnlyList<Guid> ids, IReadOnlyDictionary<Guid, ActionResult> results, string? next)
    {
        var inOrder = ids
            .Select(id => results.GetValueOrDefault(id) ?? new(id, ActionOutcome.NotFound, null, null))
            .ToArray();
        return new(
            action,
            inOrder.Count(result => result.Outcome is ActionOutcome.Done),
            [.. inOrder.Select(ActionResultResponse.From)],
            next);
    }
}
