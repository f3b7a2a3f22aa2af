namespace BalanceNotifications.Links;

internal static class LinkServices
{
    public static void AddLinks(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<QuickPayOptions, QuickPayOptionsValidator>()
            .BindConfiguration(QuickPayOptions.Section);
        services.AddSingleton<HandOver>();
        services.AddSingleton<QuickPayDesk>();
        services.AddSingleton<UnsubscribeDesk>();
        services.AddOpensLimit();
    }
}
