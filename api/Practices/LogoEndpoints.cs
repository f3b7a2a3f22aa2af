using System.Diagnostics;
using BalanceNotifications.Errors;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace BalanceNotifications.Practices;

/// <summary>The logo that a practice's mails carry: the picture itself, as the body.</summary>
internal static class LogoEndpoints
{
    private static readonly RequestSizeLimitAttribute SizeLimit = new(LogoImage.MostBytes);

    public static void MapLogo(this IEndpointRouteBuilder practice)
    {
        practice.MapGet("/logo", GetAsync).WithName("GetLogo").WithTags("Practices")
            .RequireAuthorization(Policies.Read);
        practice.MapPut("/logo", SaveAsync).WithName("SaveLogo").WithTags("Practices")
            .WithSummary("The body is the picture: PNG, JPEG or GIF, at most 100,000 bytes")
            .WithMetadata(SizeLimit)
            .RequireAuthorization(Policies.Administer);
        practice.MapDelete("/logo", RemoveAsync).WithName("RemoveLogo").WithTags("Practices")
            .RequireAuthorization(Policies.Administer);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetAsync(
        CallerPractice caller, LogoStore store, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(caller.Scope, cancellationToken) is not { } logo)
        {
            return Problems.NotFound("logo");
        }

        response.SetETag(logo.Revision);
        // What a browser makes of it is what we made of it.
        response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
        return TypedResults.Bytes(logo.Image.Content, logo.Image.MediaType);
    }

    private static async Task<Results<NoContent, Created, ProblemHttpResult>> SaveAsync(
        CallerPractice caller, HttpContext context, LogoStore store, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, cancellationToken);
        if (LogoImage.Read(body.ToArray()) is not { } image)
        {
            return Problems.Of(
                StatusCodes.Status415UnsupportedMediaType, "unsupportedMediaType", "A logo is a PNG, a JPEG or a GIF");
        }

        var result = await store.SaveAsync(
            caller.Scope, caller.Practice.Slug, image, context.Request.IfMatch(), caller.Actor, cancellationToken);
        if (result.Value is { } saved)
        {
            context.Response.SetETag(saved.Revision);
        }

        return result.Outcome switch
        {
            SaveOutcome.Created => TypedResults.Created($"/v1/practices/{caller.Practice.Slug}/logo"),
            SaveOutcome.Saved => TypedResults.NoContent(),
            var refused => Refusal(refused),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        CallerPractice caller, HttpRequest request, LogoStore store, CancellationToken cancellationToken) =>
        await store.RemoveAsync(
            caller.Scope, caller.Practice.Slug, request.IfMatch(), caller.Actor, cancellationToken) switch
        {
            SaveOutcome.Saved => TypedResults.NoContent(),
            var refused => Refusal(refused),
        };

    private static ProblemHttpResult Refusal(SaveOutcome outcome) => outcome switch
    {
        SaveOutcome.Stale => Problems.Stale(),
        SaveOutcome.RevisionNeeded => Problems.RevisionNeeded(),
        SaveOutcome.NotFound => Problems.NotFound("logo"),
        SaveOutcome.Created or SaveOutcome.Saved =>
            throw new UnreachableException("A save that took place is not refused."),
    };
}
