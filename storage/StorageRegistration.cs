using BalanceNotifications.Accounts;
using BalanceNotifications.Audit;
using BalanceNotifications.Batches;
using BalanceNotifications.Calls;
using BalanceNotifications.Clock;
using BalanceNotifications.Events;
using BalanceNotifications.Idempotency;
using BalanceNotifications.Inbound;
using BalanceNotifications.Keys;
using BalanceNotifications.Links;
using BalanceNotifications.Notifications;
using BalanceNotifications.Notifications.Actions;
using BalanceNotifications.Outcomes;
using BalanceNotifications.Pauses;
using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;
using BalanceNotifications.Schema;
using BalanceNotifications.Senders;
using BalanceNotifications.Templates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BalanceNotifications;

/// <summary>What both hosts need of storage: the database, the clock, and the stores.</summary>
public static class StorageRegistration
{
    /// <param name="commandTimeout">
    /// How long one statement may take where it asks for no time of its own; zero for as long as it takes, Npgsql's
    /// 30 s when null.
    /// </param>
    /// <exception cref="InvalidOperationException">
    /// <c>ConnectionStrings:Postgres</c> is not set, or the clock is moved in Production.
    /// </exception>
    public static IHostApplicationBuilder AddStorage(
        this IHostApplicationBuilder builder, TimeSpan? commandTimeout = null)
    {
        var postgres = builder.Configuration.GetConnectionString("Postgres")
            ?? throw new InvalidOperationException("ConnectionStrings:Postgres is not set.");

        builder.Services.AddNpgsqlDataSource(postgres, database =>
        {
            database.ConfigureForProduct();
            if (commandTimeout is { } timeout)
            {
                database.ConnectionStringBuilder.CommandTimeout = (int)timeout.TotalSeconds;
            }
        });
        builder.AddClock();
        builder.Services.AddSingleton<SchemaMigrator>();
        builder.Services.AddSingleton<AuditStore>();
        builder.Services.AddSingleton<KeyStore>();
        builder.Services.AddSingleton<KeyReader>();
        builder.Services.AddSingleton<KeyHolders>();
        builder.Services.AddSingleton<AuditVerification>();
        builder.Services.AddSingleton<PracticeStore>();
        builder.Services.AddSingleton<TemplateStore>();
        builder.Services.AddSingleton<TestSends>();
        builder.Services.AddSingleton<TestCalls>();
        builder.Services.AddSingleton<GoLiveReader>();
        builder.Services.AddSingleton<LogoStore>();
        builder.Services.AddSingleton<ProfileStore>();
        builder.Services.AddSingleton<AccountReader>();
        builder.Services.AddSingleton<PreCollectionsList>();
        builder.Services.AddSingleton<PaperList>();
        builder.Services.AddSingleton<HoldList>();
        builder.Services.AddSingleton<TrippedSenders>();
        builder.Services.AddSingleton<OutcomeReader>();
        builder.Services.AddSingleton<TimelineReader>();
        builder.Services.AddSingleton<BatchIntake>();
        builder.Services.AddSingleton<BatchReader>();
        builder.Services.AddSingleton<LinkStore>();
        builder.Services.AddSingleton<AddressOptOuts>();
        builder.Services.AddSingleton<NotificationReader>();
        builder.Services.AddSingleton<NotificationOwners>();
        builder.Services.AddSingleton<ActionJobs>();
        builder.Services.AddSingleton<ErrorAccounts>();
        builder.Services.AddSingleton<StatementNotifications>();
        builder.Services.AddSingleton<ProfileChanges>();
        builder.Services.AddSingleton<PauseStore>();
        builder.Services.AddSingleton<InstallationStore>();
        builder.Services.AddSingleton<BreakerStore>();
        builder.Services.AddSingleton<InboundStore>();
        builder.Services.AddSingleton<IdempotencyStore>();
        builder.Services.AddOptionsWithValidateOnStart<EventOptions, EventOptionsValidator>()
            .BindConfiguration(EventOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        builder.Services.AddSingleton<WebhookStore>();
        return builder;
    }

    private static void AddClock(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<ClockOptions, ClockOptionsValidator>()
            .BindConfiguration(ClockOptions.Section);

        var offset = builder.Configuration.GetValue<TimeSpan>($"{ClockOptions.Section}:{nameof(ClockOptions.Offset)}");
        if (offset != TimeSpan.Zero && builder.Environment.IsProduction())
        {
            throw new InvalidOperationException($"{ClockOptions.Section}:Offset is not allowed in Production.");
        }

        builder.Services.AddSingleton(offset == TimeSpan.Zero ? TimeProvider.System : new OffsetTimeProvider(offset));
        builder.Services.AddHostedService<ClockAgreement>();
    }
}
