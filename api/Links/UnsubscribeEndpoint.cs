using BalanceNotifications.Errors;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace BalanceNotifications.Links;

/// <summary>
/// The way out of a channel (RFC 8058): reading it never ends anything, one POST does, with no further step, key or
/// cookie. The page's own button sends the same POST that mail programs do.
/// </summary>
internal static class UnsubscribeEndpoint
{
    public const string Field = "List-Unsubscribe";
    public const string OneClick = "One-Click";

    // One field, however it is wrapped.
    private const int MaxBodyBytes = 16 * 1024;

    public static void MapUnsubscribe(this IEndpointRouteBuilder app)
    {
        var unsubscribe = app.MapGroup("/u/{token}").WithTags("Unsubscribe")
            .OpenToAll("Guarantors and their mail programs have no account here; the token in the link is what they bring.")
            .WithMetadata(new AnswersWithPages());
        unsubscribe.MapMethods("", [HttpMethods.Get, HttpMethods.Head], AskAsync)
            .WithName("AskToUnsubscribe")
            .WithSummary("The page with the button; changes nothing")
            .RequireRateLimiting(OpensLimit.Policy);

        // Without the limit: a mailbox provider speaks for all its users, and an opt-out must not be turned away.
        unsubscribe.MapPost("", StopAsync)
            .WithName("Unsubscribe")
            .WithSummary("Ends the channel at once; the body is List-Unsubscribe=One-Click")
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxBodyBytes));
    }

    private static Task<LinkPage> AskAsync(
        string token, UnsubscribeDesk desk, CancellationToken cancellationToken) => desk.AskAsync(token, cancellationToken);

    private static async Task<LinkPage> StopAsync(
        string token, UnsubscribeDesk desk, HttpRequest request, CancellationToken cancellationToken) =>
        await ReadAsync(request, cancellationToken) == OneClick
            // Whoever has said so may hang up: it is taken all the same.
            ? await desk.StopAsync(token, CancellationToken.None)
            : UnsubscribePages.NotUnderstood();

    private static async Task<string?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return null;
        }

        try
        {
            var form = await request.ReadFormAsync(
                new FormOptions { ValueCountLimit = 8, MultipartBodyLengthLimit = MaxBodyBytes }, cancellationToken);
            return form.TryGetValue(Field, out StringValues values) && values.Count == 1 ? values[0]!.Trim() : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
