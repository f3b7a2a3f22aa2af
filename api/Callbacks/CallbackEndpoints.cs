using BalanceNotifications.Callbacks.Email;
using BalanceNotifications.Callbacks.Voice;
using BalanceNotifications.Errors;
using BalanceNotifications.Security;

namespace BalanceNotifications.Callbacks;

/// <summary>Where providers tell what became of a message. Each endpoint verifies who calls before it reads anything.</summary>
internal static class CallbackEndpoints
{
    public static void AddCallbacks(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<CallbackOptions, CallbackOptionsValidator>()
            .BindConfiguration(CallbackOptions.Section);
        services.AddSingleton<CallbackCounts>();
        services.AddSingleton<ReportDesk>();
        services.AddSingleton<CallDesk>();
        services.AddSingleton<TestCallDesk>();
        services.AddEmailCallback();
        services.AddSingleton<InboundDesk>();
    }

    public static void MapCallbacks(this IEndpointRouteBuilder app)
    {
        var callbacks = app.MapGroup("/callbacks").WithTags("Callbacks").WithErrorResponses()
            .OpenToAll("Providers sign what they send, or bring a secret of their own; each callback checks it first.");
        callbacks.MapEmailCallback();
        var twilio = callbacks.MapTwilio();
        twilio.MapTextStatus();
        twilio.MapVoice();
        twilio.MapInbound();
    }

    /// <summary>
    /// For requests that Twilio signed. Handlers take the <see cref="HttpContext"/> alone, and ask
    /// <see cref="TwilioRequest.Of"/>.
    /// </summary>
    public static RouteGroupBuilder MapTwilio(this IEndpointRouteBuilder callbacks) => callbacks
        .MapGroup("/twilio")
        .WithMetadata(TwilioCaller.SizeLimit)
        .AddEndpointFilter<RouteGroupBuilder, TwilioCaller>();
}
