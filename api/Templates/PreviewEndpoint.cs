using BalanceNotifications.Errors;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Templates;

internal static class PreviewEndpoint
{
    public static void MapTemplatePreview(this IEndpointRouteBuilder templates) => templates
        .MapPost("/{id:guid}/preview", PreviewAsync)
        .WithName("PreviewTemplate")
        .WithSummary("The message with sample values, or with those of an account")
        .RequireAuthorization(Policies.Read);

    private static async Task<Results<Ok<PreviewResponse>, ProblemHttpResult>> PreviewAsync(
        Guid id, PreviewRequest? request, CallerPractice practice, TemplateStore store, PreviewAccounts accounts,
        TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(practice.Scope, id, cancellationToken) is not { Template: var template })
        {
            return Problems.NotFound("template");
        }

        var checks = new FieldChecks();
        request?.Check(checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        PreviewAccount? account = null;
        if (request?.Account is { } number
            && (account = await accounts.FindAsync(practice, number, cancellationToken)) is null)
        {
            return Problems.Invalid([new("account", "There is no such account.")]);
        }

        var values = new PreviewValues(practice.Practice, account, clock.GetUtcNow());
        return TypedResults.Ok(PreviewResponse.Of(
            template,
            request?.Language ?? values.Language,
            language => values.In(template.Channel, language),
            practice.Practice.Settings.Senders.Voice));
    }
}
