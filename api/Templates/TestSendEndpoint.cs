using System.Globalization;
using System.Text.Json;
using BalanceNotifications.Delivery;
using BalanceNotifications.Errors;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Templates;

/// <summary>One rendered sample to the practice's own people, by the real channel, in whatever mode it is.</summary>
internal static class TestSendEndpoint
{
    public static void MapTestSend(this IEndpointRouteBuilder templates) => templates
        .MapPost("/{id:guid}/test", SendAsync)
        .WithName("TestTemplate")
        .WithSummary("Sends the message with sample values to the practice's test recipients, now")
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .RequireAuthorization(Policies.Design);

    private static async Task<Results<Ok<TestSendResponse>, ProblemHttpResult>> SendAsync(
        Guid id, TestSendRequest? request, CallerPractice practice, TemplateStore store, TestSends sends,
        TestSendLimit limit, IGrainFactory grains, TimeProvider clock, HttpResponse response,
        CancellationToken cancellationToken)
    {
        if (await store.FindAsync(practice.Scope, id, cancellationToken) is not { } found)
        {
            return Problems.NotFound("template");
        }

        var checks = new FieldChecks();
        request?.Check(checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        if (limit.Take(practice.Practice.Id) is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Problems.Of(
                StatusCodes.Status429TooManyRequests, "tooManyTests",
                $"At most {TestSendLimit.PerMinute} test messages in a minute");
        }

        var (template, revision) = (found.Template, found.Revision);
        var values = new PreviewValues(practice.Practice, Of: null, clock.GetUtcNow());
        var (language, message, call) = PreviewedMessage.Of(
            template, request?.Language, language => values.In(template.Channel, language),
            practice.Practice.Settings.Senders.Voice);
        await sends.BeginAsync(practice.Scope, id, revision, template.Channel, practice.Actor, cancellationToken);
        var answer = await grains.GetGrain<IDeliveryGrain>(practice.Practice.Id).SendTestAsync(
            new(template.Channel, message.Subject, message.Html, message.Text, language, call), cancellationToken);
        await sends.EndAsync(
            practice.Scope, id, template.Channel, JsonNamingPolicy.CamelCase.ConvertName(answer.Outcome.ToString()),
            answer.Reason, answer.Outcome is TestOutcome.Accepted, CancellationToken.None);
        return answer.Outcome is TestOutcome.NoRecipient
            ? Problems.Conflict(
                "noTestRecipient", "The practice has no test recipient for this channel", "Set testRecipients.")
            : TypedResults.Ok(new TestSendResponse(
                revision, template.Channel, answer.Outcome, answer.Reason, answer.To, answer.ProviderId, answer.Segments));
    }
}

/// <summary>Optional body of <c>POST …/templates/{id}/test</c>.</summary>
/// <param name="Language">Of the reader; the template's own when not said.</param>
internal sealed record TestSendRequest(string? Language)
{
    public void Check(FieldChecks checks) => new PreviewRequest(null, Language).Check(checks);
}

/// <summary>What the provider answered.</summary>
/// <param name="Revision">The template's newest, which was sent.</param>
/// <param name="Reason">A code of the provider or ours; null when there is nothing to say.</param>
/// <param name="To">The address, mostly hidden.</param>
internal sealed record TestSendResponse(
    int Revision, Channel Channel, TestOutcome Outcome, string? Reason, string? To, string? ProviderId, int? Segments);
