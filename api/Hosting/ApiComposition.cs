using BalanceNotifications.Accounts;
using BalanceNotifications.Audit;
using BalanceNotifications.Batches;
using BalanceNotifications.Callbacks;
using BalanceNotifications.Edge;
using BalanceNotifications.Errors;
using BalanceNotifications.Events;
using BalanceNotifications.Idempotency;
using BalanceNotifications.Json;
using BalanceNotifications.Keys;
using BalanceNotifications.Links;
using BalanceNotifications.Notifications;
using BalanceNotifications.Outcomes;
using BalanceNotifications.Paper;
using BalanceNotifications.Pauses;
using BalanceNotifications.Practices;
using BalanceNotifications.Profiles;
using BalanceNotifications.Security;
using BalanceNotifications.Senders;
using BalanceNotifications.Simulation;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Hosting;

/// <summary>The table of contents of the api: what it is made of, and which features it serves.</summary>
internal static class ApiComposition
{
    // One document; an endpoint that takes more says so with RequestSizeLimitAttribute.
    private const long MaxBodyBytes = 1024 * 1024;

    public static WebApplicationBuilder AddApi(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = MaxBodyBytes;
        });

        builder.AddConsoleLogs();
        builder.AddStorage();
        builder.AddClusterClient();
        builder.Services.AddEdge();
        builder.Services.AddAccess(builder.Configuration);
        builder.Services.AddLinks();
        builder.Services.AddCallbacks();
        builder.Services.AddSingleton<PreviewAccounts>();
        builder.Services.AddSingleton<TestSendLimit>();
        builder.Services.AddSingleton<WebhookDesk>();
        builder.Services.AddStrictJson();
        builder.Services.AddErrors();
        builder.Services.AddDocumentation();
        builder.Services.AddHealth();
        builder.Services.AddSingleton<ActionStart>();
        builder.Services.AddSingleton<Suggestions>();
        builder.Services.AddSingleton<PracticeOutcomes>();
        builder.Services.AddSingleton<SimulationRun>();
        builder.Services.AddSingleton<SimulationPlaces>();
        return builder;
    }

    public static WebApplication MapApi(this WebApplication app)
    {
        app.UseErrors();
        app.UseEdge();
        app.UseAccess();
        app.UseRequestTimeouts();
        app.UseMiddleware<IdempotentRequests>();

        app.MapHealth();
        app.MapDocumentation();
        app.MapQuickPay();
        app.MapUnsubscribe();
        app.MapCallbacks();

        var v1 = app.MapGroup("/v1").WithErrorResponses();
        v1.MapPractices();
        v1.MapInstallation();
        v1.MapPracticeOutcomes();
        v1.MapKeys();

        // Everything below here is about one practice that the caller may enter: handlers take a CallerPractice.
        var practice = v1.MapGroup("/practices/{practice}").RequirePractice();
        practice.MapTemplates();
        practice.MapProfiles();
        practice.MapPauses();
        practice.MapGoLive();
        practice.MapLogo();
        practice.MapSenders();
        practice.MapPreCollections();
        practice.MapPaper();
        practice.MapHoldList();
        practice.MapAudit();
        practice.MapWebhooks();
        practice.MapAccounts();
        practice.MapBatches();
        practice.MapNotifications();
        practice.MapOutcomes();

        return app;
    }
}
