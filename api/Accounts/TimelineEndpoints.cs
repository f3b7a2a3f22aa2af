using System.Diagnostics;
using BalanceNotifications.Audit;
using BalanceNotifications.Errors;
using BalanceNotifications.Notifications;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Accounts;

internal static class TimelineEndpoints
{
    public static void MapTimeline(this IEndpointRouteBuilder accounts) =>
        accounts.MapGet("/{account}/timeline", ReadAsync).WithName("GetTimeline")
            .WithSummary("Statements, postings, notifications, replies and changes of an account, newest first")
            .RequireAuthorization(Policies.Read);

    private static async Task<Results<Ok<Page<TimelineResponse>>, ProblemHttpResult>> ReadAsync(
        string account,
        [AsParameters] PageQuery page,
        CallerPractice caller,
        TimelineReader timeline,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var limit = page.ReadLimit(checks);
        TimelineCursor? after = null;
        if (page.ReadKey(checks) is { } key && !TimelineCursor.TryRead(key, out after))
        {
            checks.Add("cursor", "Is not the next of a page.");
        }

        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var entries = await timeline.ReadAsync(
            caller.Scope, AccountGrains.KeyOf(caller, account), account, (after, limit), cancellationToken);
        return entries is null
            ? Problems.NotFound("account")
            : TypedResults.Ok(entries.Select(TimelineResponse.From));
    }
}

/// <summary>One thing that happened to an account; of the last five members the one that <c>kind</c> names is there.</summary>
/// <param name="At">The planned instant of a notification; of the rest when it was recorded.</param>
/// <param name="Kind"><c>notification</c>, <c>change</c>, <c>statement</c>, <c>posting</c> or <c>reply</c>.</param>
internal sealed record TimelineResponse(
    DateTimeOffset At,
    string Kind,
    string Id,
    NotificationResponse? Notification = null,
    AuditResponse? Change = null,
    StatementResponse? Statement = null,
    PostingResponse? Posting = null,
    ReplyResponse? Reply = null)
{
    public static TimelineResponse From(TimelineEntry entry) => entry switch
    {
        TimelineEntry.Notification notification => new(
            entry.At, "notification", entry.Id, Notification: NotificationResponse.From(notification.View)),
        TimelineEntry.Change change => new(
            entry.At, "change", entry.Id, Change: AuditResponse.From(change.Audit)),
        TimelineEntry.Statement statement => new(
            entry.At, "statement", entry.Id, Statement: StatementResponse.From(statement.Answer)),
        TimelineEntry.Posting posting => new(
            entry.At, "posting", entry.Id, Posting: PostingResponse.From(posting.Answer)),
        TimelineEntry.Reply reply => new(
            entry.At, "reply", entry.Id, Reply: new(reply.Meaning, reply.Wording, reply.SentTo)),
        _ => throw new UnreachableException($"Unknown entry {entry.GetType().Name}"),
    };
}

/// <summary>What the guarantor texted back.</summary>
/// <param name="Meaning">What it was taken for.</param>
/// <param name="SentTo">The practice's number.</param>
internal sealed record ReplyResponse(WordMeaning Meaning, string Wording, string SentTo);
