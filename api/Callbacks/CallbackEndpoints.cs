using BalanceNotifications.Errors;

namespace BalanceNotifications.Callbacks;

/// <summary>Where providers tell what became of a message. Each endpoint verifies who calls before it reads anything.</summary>
internal static class CallbackEndpoints
{
    public static void AddCallbacks(this IServiceCollection services) => services.AddSingleton<ReportDesk>();

    public static void MapCallbacks(this IEndpointRouteBuilder app)
    {
        _ = app.MapGroup("/callbacks").WithTags("Callbacks").WithErrorResponses().AllowAnonymous();
    }
}
