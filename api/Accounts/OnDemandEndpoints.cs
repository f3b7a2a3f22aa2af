using BalanceNotifications.Errors;
using BalanceNotifications.Idempotency;
using BalanceNotifications.Notifications;
using BalanceNotifications.Security;
using BalanceNotifications.Templates;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Accounts;

/// <summary>One notification now, usually with the guarantor on the phone (V88–V91).</summary>
internal static class OnDemandEndpoints
{
    public static void MapOnDemand(this IEndpointRouteBuilder accounts) =>
        accounts.MapPost("/{account}/notifications", SendAsync).WithName("SendOnDemand")
            .RequireAuthorization(Policies.Write);

    private static async Task<Results<Accepted<NotificationResponse>, Ok<NotificationResponse>, ProblemHttpResult>>
        SendAsync(
            string account, SendOnDemandRequest request, CallerPractice caller, TemplateStore templates,
            IGrainFactory grains, TimeProvider clock, HttpContext http, CancellationToken cancellationToken)
    {
        if (request.OverridesContactHours && !http.User.IsInRole(Roles.Admin))
        {
            return Problems.ForStatus(StatusCodes.Status403Forbidden);
        }

        var named = request.TemplateId is { } id
            ? await templates.FindAsync(caller.Scope, id, cancellationToken)
            : null;
        var checks = new FieldChecks();
        var practice = caller.Practice.Settings;
        var idempotent = http.Features.Get<IdempotentKey>();
        var command = (request with { RequestId = request.RequestId ?? idempotent?.ToId() })
            .Read(checks, caller.OriginAt(clock));
        var understood = !checks.Failed;
        request.Validate(checks, command, OnDemandSetting.Of(practice), named);
        var grain = grains.GetAccount(caller, account);
        if (checks.Failed)
        {
            // A known id has its answer, whatever became of today's rules and templates since.
            return understood
                && await grain.FindOnDemandAsync(command.RequestId, command.BodyHash, cancellationToken) is { } first
                ? Answer(first, caller)
                : Problems.Invalid(checks);
        }

        var sent = command with { TemplateRevision = named?.Revision };
        return Answer(await grain.SendOnDemandAsync(sent, cancellationToken), caller);
    }

    private static Results<Accepted<NotificationResponse>, Ok<NotificationResponse>, ProblemHttpResult> Answer(
        SendOnDemandResult result, CallerPractice caller) => result.Outcome switch
        {
            SendOnDemandOutcome.Accepted => TypedResults.Accepted(
                $"/v1/practices/{caller.Practice.Slug}/notifications/{result.Notification!.Id}",
                NotificationResponse.From(result.Notification)),
            SendOnDemandOutcome.Repeated => TypedResults.Ok(NotificationResponse.From(result.Notification!)),
            SendOnDemandOutcome.IdReused => PostProblems.Of(PostOutcome.IdReused, dateField: "", mergedInto: null),
            SendOnDemandOutcome.NoAccount => Problems.NotFound("account"),
            SendOnDemandOutcome.NoStatement => Problems.Conflict(
                Reason.NoStatement, "There is no statement to send", "The account has none, or not the one named."),
            SendOnDemandOutcome.Merged => PostProblems.Merged(result.MergedInto),
            SendOnDemandOutcome.Refused => Refused(result.Refusal!),
        };

    private static ProblemHttpResult Refused(string reason)
    {
        var problem = Problems.Conflict(
            Reason.CodeOf(reason),
            StatusLabel.Of(NotificationStatus.WillNotSend, reason),
            "It would not be sent, so nothing was recorded.");
        problem.ProblemDetails.Extensions["reasonDetail"] = Reason.DetailOf(reason);
        return problem;
    }
}
