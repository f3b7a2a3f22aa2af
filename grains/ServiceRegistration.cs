using BalanceNotifications.Accounts;
using BalanceNotifications.Audit;
using BalanceNotifications.Batches;
using BalanceNotifications.Budgets;
using BalanceNotifications.Delivery;
using BalanceNotifications.Events;
using BalanceNotifications.Links;
using BalanceNotifications.Notifications;
using BalanceNotifications.Notifications.Actions;
using BalanceNotifications.Senders;
using BalanceNotifications.Sending;
using BalanceNotifications.Setup;
using BalanceNotifications.Simulation;
using BalanceNotifications.Upkeep;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BalanceNotifications;

/// <summary>What the silo needs of this project.</summary>
public static class ServiceRegistration
{
    public static IServiceCollection AddBalanceNotifications(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<LinkOptions, LinkOptionsValidator>()
            .BindConfiguration(LinkOptions.Section);
        services.AddSingleton<MessageLinks>();
        services.AddSingleton<SetupReader>();
        services.AddSingleton<SetupCache>();
        services.TryAddSingleton<Ledger>();
        services.TryAddSingleton<AccountJournal>();
        services.TryAddSingleton(new Telling(WithState: false));
        services.AddSingleton<SentNotifications>();
        services.AddSingleton<Leftovers>();
        services.AddSingleton<UnreportedNotifications>();
        services.AddSingleton<ReportSweep>();
        services.AddSingleton<Suppressions>();
        services.AddSingleton<SendDesk>();
        services.AddMetrics();
        services.AddSingleton<SenderMetrics>();
        services.AddSingleton<SenderBreakers>();
        services.AddSingleton<BudgetStore>();
        services.AddSingleton<SendBudgets>();
        services.AddSingleton<SendGate>();
        services.AddSingleton<AuditSealing>();
        services.AddSingleton<BatchWork>();
        services.AddSingleton<BatchPages>();
        services.AddSingleton<BatchRows>();
        services.AddSingleton<ActionWork>();
        services.AddSingleton<ActionItems>();
        services.AddSingleton<CountFold>();
        services.AddSingleton<StoredAccounts>();
        services.AddSingleton<OpenCadences>();
        services.AddSingleton<CadenceOutlook>();
        services.AddDelivery();
        services.AddEvents();
        services.AddHostedService<Housekeeping>();
        return services;
    }

    /// <summary>What must be there before the first grain is: registered before Orleans.</summary>
    public static IServiceCollection AddEventInterest(this IServiceCollection services) =>
        services.AddSingleton<EventInterest>().AddHostedService<EventInterestWatch>();

    /// <summary>The filters that every grain call passes.</summary>
    public static ISiloBuilder AddBalanceNotifications(this ISiloBuilder silo) =>
        silo.AddIncomingGrainCallFilter<StorageFaultFilter>();
}
