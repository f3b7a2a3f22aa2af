using BalanceNotifications.Accounts;
using BalanceNotifications.Errors;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Templates;

internal static class PreviewEndpoint
{
    public static void MapTemplatePreview(this IEndpointRouteBuilder templates) => templates
        .MapPost("/{id:guid}/preview", PreviewAsync)
        .WithName("PreviewTemplate")
        .WithSummary("The message with sample values, or with those of an account");

    private static async Task<Results<Ok<PreviewResponse>, ProblemHttpResult>> PreviewAsync(
        Guid id, PreviewRequest? request, CallerPractice practice, TemplateStore store, IGrainFactory grains,
        TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(practice.Scope, id, cancellationToken) is not { Template: var template })
        {
            return Problems.NotFound("template");
        }

        var now = clock.GetUtcNow();
        if (request?.Account is not { } number)
        {
            return TypedResults.Ok(
                PreviewResponse.Of(template, PreviewValues.Of(practice.Practice, template.Language, now)));
        }

        var key = AccountKey.Of(practice.Practice.Id, practice.Practice.Salt, number);
        var account = await grains.GetGrain<IAccountGrain>(key.ToString()).GetAsync(cancellationToken);
        return account is null
            ? Problems.Invalid([new("account", "There is no such account.")])
            : TypedResults.Ok(
                PreviewResponse.Of(template, PreviewValues.Of(practice.Practice, account, template.Language, now)));
    }
}
