using BalanceNotifications.Errors;
using BalanceNotifications.Security;

namespace BalanceNotifications.Links;

/// <summary>Where the QuickPay link of a message leads. The token in the address is all that a guarantor needs.</summary>
internal static class QuickPayEndpoint
{
    public static void MapQuickPay(this IEndpointRouteBuilder app) => app
        .MapMethods("/q/{token}", [HttpMethods.Get, HttpMethods.Head], OpenAsync)
        .WithName("OpenQuickPay")
        .WithTags("QuickPay")
        .WithSummary("The page for a guarantor, or the way to the practice's portal")
        .WithMetadata(new AnswersWithPages())
        .OpenToAll("Guarantors have no account here; the token in the link is what they bring.")
        .RequireRateLimiting(OpensLimit.Policy);

    private static Task<LinkPage> OpenAsync(
        string token, QuickPayDesk desk, HttpRequest request, CancellationToken cancellationToken) =>
        desk.OpenAsync(token, Visitor.IsProgram(request), cancellationToken);
}
