using BalanceNotifications.Delivery;
using BalanceNotifications.Links;
using BalanceNotifications.Security;
using BalanceNotifications.Templates;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Practices;

/// <summary>Says in one answer what a practice lacks before it can write to guarantors.</summary>
internal static class GoLiveEndpoint
{
    public static void MapGoLive(this IEndpointRouteBuilder practice) =>
        practice.MapGet("/go-live", CheckAsync)
            .WithName("CheckGoLive")
            .WithTags("Practices")
            .WithSummary("What is in place and what is missing; nothing is changed or sent")
            .RequireAuthorization(Policies.Read);

    // Which providers there are only the silos know: one of them is asked.
    private static async Task<Ok<GoLiveResponse>> CheckAsync(
        CallerPractice caller, GoLiveReader reader, TestSends tests, IOptions<QuickPayOptions> quickPay,
        IGrainFactory grains, TimeProvider clock, CancellationToken cancellationToken)
    {
        var practice = caller.Practice;
        var providers = await grains.GetGrain<IDeliveryGrain>(practice.Id).GetProvidersAsync(cancellationToken);
        var (profiles, templates, hasLogo) = await reader.ReadAsync(caller.Scope, cancellationToken);
        var checks = GoLiveRules.Check(
            new(
                practice.Settings,
                providers.Pickup ? null : providers.Email,
                providers.Pickup ? null : providers.Phone,
                quickPay.Value.PortalKeyOf(practice.Organisation, practice.Slug) is not null,
                profiles,
                templates,
                await tests.FindAsync(caller.Scope, cancellationToken))
            {
                SigningRelays = providers.Signing,
                HasLogo = hasLogo,
            },
            clock.GetUtcNow());
        return TypedResults.Ok(new GoLiveResponse(checks.All(check => check.Ok is not false), practice.Settings.Mode, checks));
    }
}

/// <param name="Ready">No check has failed.</param>
/// <param name="Mode">That the practice is in now.</param>
internal sealed record GoLiveResponse(bool Ready, PracticeMode Mode, IReadOnlyList<GoLiveCheck> Checks);
