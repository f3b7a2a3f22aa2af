using BalanceNotifications.Security;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace BalanceNotifications.Hosting;

/// <summary>The contract for machines at <c>/openapi/v1.json</c> and for people at <c>/docs</c>.</summary>
internal static class Documentation
{
    private const string Reason = "The contract is public; it says nothing of an installation.";

    public static void AddDocumentation(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddOperationTransformer<StatedSecurity>();
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Balance Notifications", Version = "v1" };
            document.Components ??= new OpenApiComponents();
            document.AddComponent(ApiKeyAuthentication.Scheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An API key, or a token of an OpenID Connect issuer that the installation knows.",
            });
            return Task.CompletedTask;
        });
    });

    public static void MapDocumentation(this WebApplication app)
    {
        app.MapOpenApi().OpenToAll(Reason);
        app.MapScalarApiReference("/docs").OpenToAll(Reason);
    }
}
