using Microsoft.Extensions.DependencyInjection;

namespace BalanceNotifications.Events;

internal static class EventRegistration
{
    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.AddSingleton<EventStreams>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<EventMetrics>();
        services.AddSingleton<EventCourier>();
        services.AddHostedService<EventPump>();
        return services;
    }
}
