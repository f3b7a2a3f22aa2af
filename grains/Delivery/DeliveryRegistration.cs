using BalanceNotifications.Budgets;
using BalanceNotifications.Delivery.Email;
using BalanceNotifications.Delivery.Pickup;
using BalanceNotifications.Delivery.Text;
using BalanceNotifications.Delivery.Voice;
using BalanceNotifications.Senders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Delivery;

/// <summary>All ways out: sections <c>Delivery:Email</c>, <c>Delivery:Twilio</c> and <c>Delivery:Pickup</c>.</summary>
internal static class DeliveryRegistration
{
    public static IServiceCollection AddDelivery(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();

        services.AddChecked<EmailOptions, EmailOptionsValidator>(EmailOptions.Section);
        services.AddChecked<TwilioOptions, TwilioOptionsValidator>(TwilioOptions.Section);
        services.AddChecked<PickupOptions, PickupOptionsValidator>(PickupOptions.Section);

        services.AddChecked<BreakerOptions, BreakerOptionsValidator>(BreakerOptions.Section);
        services.AddChecked<BudgetOptions, BudgetOptionsValidator>(BudgetOptions.Section);

        services.AddSingleton<PickupFolder>();
        services.AddSingleton<TwilioAccounts>();
        services.AddChannel<EmailChannel, PickupEmailChannel>();
        services.AddChannel<TwilioTextChannel, PickupTextChannel>();
        services.AddChannel<TwilioVoiceChannel, PickupVoiceChannel>();
        services.AddSingleton<DeliveryChannels>();
        services.AddHostedService<RelayNotices>();

        return services;
    }

    // Without ErrorOnUnknownConfiguration the binder drops a whole relay, silently, over one value it cannot read.
    private static void AddChecked<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions> =>
        services.AddOptionsWithValidateOnStart<TOptions, TValidator>()
            .BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true);

    // Chosen when it is first asked for, not here: the settings can come from anywhere until then.
    private static void AddChannel<TProvider, TPickup>(this IServiceCollection services)
        where TProvider : class, IDeliveryChannel
        where TPickup : class, IDeliveryChannel
    {
        services.AddSingleton<TProvider>();
        services.AddSingleton<TPickup>();
        services.AddSingleton<IDeliveryChannel>(provider =>
            provider.GetRequiredService<IOptions<PickupOptions>>().Value.IsOn
                ? provider.GetRequiredService<TPickup>()
                : provider.GetRequiredService<TProvider>());
    }
}
