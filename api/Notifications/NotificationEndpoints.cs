using BalanceNotifications.Errors;
using BalanceNotifications.Links;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Notifications;

internal static class NotificationEndpoints
{
    public static RouteGroupBuilder MapNotifications(this IEndpointRouteBuilder routes)
    {
        var notifications = routes.MapGroup("/notifications").WithTags("Notifications");

        notifications.MapGet("", ListAsync).WithName("ListNotifications").RequireAuthorization(Policies.Read);
        notifications.MapGet("/summary", SummariseAsync).WithName("SummariseNotifications").RequireAuthorization(Policies.Read);
        notifications.MapGet("/{id:guid}", GetAsync).WithName("GetNotification").RequireAuthorization(Policies.Read);
        notifications.MapExport();
        notifications.MapActions();
        notifications.MapDelete("/{id:guid}/link", RevokeLinkAsync)
            .WithName("RevokeLink")
            .WithSummary("Ends the QuickPay link of a message")
            .RequireAuthorization(Policies.Write);

        return notifications;
    }

    private static async Task<Results<Ok<Page<NotificationResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] NotificationQuery query,
        [AsParameters] PageQuery page,
        string? order,
        CallerPractice caller,
        NotificationReader notifications,
        Suggestions suggestions,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var filter = query.Read(checks, caller);
        var limit = page.ReadLimit(checks);
        var from = page.ReadPlace(checks);
        var ascending = ListOrder.IsAscending(order, checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var read = await notifications.ListAsync(caller.Scope, filter, ascending, from, limit, cancellationToken);
        var items = await suggestions.AddAsync(caller, read.Items, cancellationToken);
        return TypedResults.Ok(new Page<NotificationResponse>(items, read.Next) { Previous = read.Previous });
    }

    private static async Task<Results<Ok<SummaryResponse>, ProblemHttpResult>> SummariseAsync(
        [AsParameters] NotificationQuery query,
        CallerPractice caller,
        NotificationReader notifications,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var filter = query.Read(checks, caller);
        return checks.Failed
            ? Problems.Invalid(checks)
            : TypedResults.Ok(SummaryResponse.From(
                await notifications.CountAsync(caller.Scope, filter, cancellationToken),
                caller.Practice.Settings.Costs));
    }

    private static async Task<Results<Ok<NotificationDetailResponse>, ProblemHttpResult>> GetAsync(
        Guid id, CallerPractice caller, NotificationReader notifications, Suggestions suggestions,
        CancellationToken cancellationToken)
    {
        if (await notifications.FindAsync(caller.Scope, id, cancellationToken) is not { } detail)
        {
            return Problems.NotFound("notification");
        }

        var lines = await suggestions.AddAsync(caller, [detail.Notification], cancellationToken);
        return TypedResults.Ok(NotificationDetailResponse.From(detail, lines[0]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeLinkAsync(
        Guid id, CallerPractice caller, LinkStore links, CancellationToken cancellationToken) =>
        await links.RevokeAsync(caller.Scope, id, caller.Actor, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound("link");
}
