using System.Text.Json;
using BalanceNotifications.Accounts;
using BalanceNotifications.Errors;
using BalanceNotifications.Notifications.Actions;
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

    public static void MapActions(this IEndpointRouteBuilder notifications)
    {
        notifications.MapPost("/actions", ActAsync)
            .WithName("ActOnNotifications")
            .WithSummary(
                "cancel, archive, cancelAndOptOut, retry, restore; of an unknown outcome arrived or sendAgain. "
                + "By ids at once (200), by filter as a job (202)")
            .RequireAuthorization(Policies.Decide);
        notifications.MapActionJobs();
    }

    private static async Task<Results<Ok<ActionResponse>, Accepted<ActionJobResponse>, ProblemHttpResult>> ActAsync(
        ActionRequest request, CallerPractice caller, NotificationReader notifications, ActionJobs jobs,
        ActionStart start, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var asked = request.Read(checks, caller);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        if (asked.Filter is { } filter)
        {
            var job = await jobs.CreateAsync(
                caller.Scope, asked.Action, Shown(request.Filter!, filter), filter, caller.Actor, cancellationToken);
            return await start.AcceptAsync(caller, job);
        }

        Guid[] ids = [.. asked.Ids!.Distinct()];
        var owners = await notifications.FindAccountsAsync(caller.Scope, ids, cancellationToken);
        await jobs.NoteAsync(caller.Scope, asked.Action, owners.Select(owner => owner.Id), caller.Actor, cancellationToken);
        var results = await EachAccountAsync(asked.Action, owners, caller, grains, cancellationToken);
        return TypedResults.Ok(Respond(asked.Action, ids, results));
    }

    // With the statuses that it came to mean.
    private static string Shown(ActionFilterBody body, NotificationFilter filter) => JsonSerializer.Serialize(
        body with { Status = filter.Statuses, Errors = null }, Database.Json);

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
        NotificationAction action, IReadOnlyList<Guid> ids, IReadOnlyDictionary<Guid, ActionResult> results)
    {
        var inOrder = ids
            .Select(id => results.GetValueOrDefault(id) ?? new(id, ActionOutcome.NotFound, null, null))
            .ToArray();
        return new(
            action,
            inOrder.Count(result => result.Outcome is ActionOutcome.Done),
            [.. inOrder.Select(ActionResultResponse.From)]);
    }
}
