using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace BalanceNotifications.Security;

internal static class Access
{
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<AccessOptions, AccessOptionsValidator>()
            .BindConfiguration(AccessOptions.Section);
        services.AddSingleton<AccessKeys>();
        services.AddSingleton<PracticeDirectory>();

        // The core alone: AddAuthentication also keeps data protection keys on disk, which nothing here needs.
        services.AddWebEncoders();
        services.AddAuthenticationCore(options => options.DefaultScheme = ApiKeyAuthentication.Scheme);
        new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Scheme, null);

        var anyRole = new AuthorizationPolicyBuilder().RequireRole(Roles.All).Build();
        services.AddAuthorizationBuilder()
            .SetDefaultPolicy(anyRole)
            .SetFallbackPolicy(anyRole)
            .AddPolicy(Policies.Write, policy => policy.RequireRole(Roles.Admin, Roles.Biller, Roles.Integration))
            .AddPolicy(Policies.Collect, policy => policy.RequireRole(Roles.Admin, Roles.Biller))
            .AddPolicy(Policies.Decide, policy => policy.RequireRole(Roles.Admin, Roles.Biller))
            .AddPolicy(Policies.Design, policy => policy.RequireRole(Roles.Admin, Roles.Biller))
            .AddPolicy(Policies.Merge, policy => policy.RequireRole(Roles.Admin, Roles.Biller))
            .AddPolicy(Policies.Administer, policy => policy.RequireRole(Roles.Admin));
    }

    public static void UseAccess(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<PracticeAccess>();
    }

    public static RouteGroupBuilder RequirePractice(this RouteGroupBuilder group) =>
        group.WithMetadata(new PracticeRequired()).ProducesProblem(StatusCodes.Status404NotFound);
}
